"""Comments below a project."""
