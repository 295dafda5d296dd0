"""Editions of a course: what publishing a draft means for those who learn, and copies."""
