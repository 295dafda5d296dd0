"""Question banks: writing questions, and taking them in and out of files."""
