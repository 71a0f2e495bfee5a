"""Sentences and questions that several conversations share."""
