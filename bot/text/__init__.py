"""Lazy localised text, one small inline tree, languages."""
