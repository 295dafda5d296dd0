"""Subscriptions: each period charged once, access while it is paid."""
