"""Tenants, their domains and plans, and how they pay for these."""

from .domain import Domain
from .plan import Plan
from .plan_dispute import PlanDispute
from .plan_invoice import PlanInvoice
from .plan_price import PlanPrice
from .plan_request import PlanRequest
from .site_arrival import SiteArrival
from .site_deletion import SiteDeletion
from .site_export import SiteExport
from .subscription import Subscription
from .tenant import Tenant

__all__ = [
    "Domain",
    "Plan",
    "PlanDispute",
    "PlanInvoice",
    "PlanPrice",
    "PlanRequest",
    "SiteArrival",
    "SiteDeletion",
    "SiteExport",
    "Subscription",
    "Tenant",
]
