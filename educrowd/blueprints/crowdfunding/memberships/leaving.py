"""Leaving: a member goes with the end of the month that is paid, and may think again until then."""

from __future__ import annotations

from educrowd.core.audit import audit

from ..models import Pledge
from .mailers import send_membership_ending


def leave(pledge: Pledge) -> None:
    """Charge its member no more; what is paid lasts to its end."""
    pledge = Pledge.locked(pledge.id)
    pledge.leave()
    audit("pledge.left", subject=pledge, project=pledge.project.title)
    send_membership_ending.later(pledge.id)


def stay(pledge: Pledge) -> None:
    """Its member has thought again: it goes on as before."""
    pledge = Pledge.locked(pledge.id)
    pledge.stay()
    audit("pledge.stayed", subject=pledge, project=pledge.project.title)
