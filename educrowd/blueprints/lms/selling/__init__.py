"""Selling courses: prices, coupons, orders, and money that goes back."""
