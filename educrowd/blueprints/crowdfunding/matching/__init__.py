"""Sponsors who match pledges."""
