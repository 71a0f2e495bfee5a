"""Questions that several conversations ask in the same way: texts in several languages, days and hours."""
