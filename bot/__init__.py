"""Parvis: what happens between a citizen's message and the replies to it."""
