"""Cohorts: learners who walk through a course together."""
