"""Reviews of courses, by those who have learned something there."""
