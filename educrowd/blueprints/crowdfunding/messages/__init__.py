"""Messages between backers and creators, and letters to many."""
