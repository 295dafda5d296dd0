"""A course's team."""
