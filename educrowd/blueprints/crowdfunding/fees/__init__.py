"""The platform's fees: broken down, and invoiced."""
