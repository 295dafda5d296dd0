"""The backers of a project as its creator looks for them."""
