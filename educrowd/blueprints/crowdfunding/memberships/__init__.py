"""Memberships: each month charged once, changed, left and stopped."""
