"""The contact form, and what is written by it."""
