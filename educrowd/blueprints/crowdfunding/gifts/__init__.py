"""Gifts: who pays, and who is meant."""
