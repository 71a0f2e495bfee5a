"""A platform's words to ours and back, one package per platform."""
