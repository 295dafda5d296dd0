"""Becoming somebody: signing up, registering, being invited."""
