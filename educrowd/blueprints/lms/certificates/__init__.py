"""Certificates: awarded, signed, verified, revoked, renewed."""
