"""The civic rules, proved without any database."""
