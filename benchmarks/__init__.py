"""What the README's performance claims are measured with."""
