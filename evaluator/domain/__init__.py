"""The subject itself, pure: no input or output, no clock, no randomness, no framework."""
