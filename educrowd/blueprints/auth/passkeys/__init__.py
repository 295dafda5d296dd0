"""Passkeys: made, shown, removed."""
