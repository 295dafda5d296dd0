"""Comments below a post."""
