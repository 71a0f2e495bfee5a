"""The conversations of organisers: one in each file. Each begins by reading what whoever is here may do."""
