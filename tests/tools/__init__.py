"""Proofs of what those who work on Parvis rely on."""
