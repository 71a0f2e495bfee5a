"""The translations: Dutch, French and English."""
