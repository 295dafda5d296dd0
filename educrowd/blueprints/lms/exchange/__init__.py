"""Formats in which other systems keep questions and courses: pure readers and writers, nothing is asked or written."""
