"""Tenants, their domains and plans."""

from .domain import Domain
from .plan import Plan
from .tenant import Tenant

__all__ = ["Domain", "Plan", "Tenant"]
