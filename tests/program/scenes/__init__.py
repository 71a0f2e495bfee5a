"""What happens in a season: one part of it a module. Each ends with who was told what, and sees that nobody was told anything else."""
