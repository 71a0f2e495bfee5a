"""The conversations, one per file, named as a citizen would say it."""
