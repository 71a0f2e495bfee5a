"""Programs for those who work on Parvis; no part of what is installed."""
