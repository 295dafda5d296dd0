"""The end of an account, wished by its person."""
