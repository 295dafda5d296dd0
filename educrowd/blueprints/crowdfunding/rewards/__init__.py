"""Rewards: how they are offered, sold on, and reach their backers."""
