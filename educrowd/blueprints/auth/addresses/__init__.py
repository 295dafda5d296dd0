"""The address of an account: proven, changed, taken back."""
