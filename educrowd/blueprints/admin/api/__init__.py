"""What the top floor offers as JSON."""

from .webhooks import webhooks

__all__ = ["webhooks"]
