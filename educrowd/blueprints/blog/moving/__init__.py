"""Moving in: blogs of other systems, read into one shape and written from it."""
