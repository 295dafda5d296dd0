"""Waitlists: who stands in line for what is sold out."""
