"""Quizzes: what they ask, attempts at them, what these are worth, and how well questions measure."""
