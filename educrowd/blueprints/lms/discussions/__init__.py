"""Discussions: questions about lessons, and answers."""
