"""Lessons: their kinds, their files, and what learners do beside reading."""
