"""What the top floor offers as JSON."""

from .arrivals import arrivals
from .webhooks import webhooks

__all__ = ["arrivals", "webhooks"]
