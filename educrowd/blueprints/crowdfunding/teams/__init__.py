"""A project's team."""
