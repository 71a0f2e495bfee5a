"""Conversations replayed, turns, delivery, due rows and the clock."""
