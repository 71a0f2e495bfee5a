"""One module per noun: its commands, queries and events as values, and its pure rules."""
