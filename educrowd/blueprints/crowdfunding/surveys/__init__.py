"""Surveys: what backers are asked, and what they answered."""
