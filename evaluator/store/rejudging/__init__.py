"""What is outdated, and judging it again."""
