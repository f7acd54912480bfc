"""What the insights page is made of: counters that follow the ledger, and how they are read."""
