"""The newsletter: who asked for it, whom a post is mailed to, and what became of each letter."""
