"""API keys of people: made, listed, revoked."""
