"""Assignments: handing in, assessing, by rubrics and by peers."""
