"""The command line: one module a command, parsing and printing only. What is slow to import is imported late."""
