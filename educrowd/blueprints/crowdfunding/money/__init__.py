"""What a project has: held back, paid out, and how the books read."""
