"""Grades: recorded, folded, explained, held back, and the queue of what waits for a person."""
