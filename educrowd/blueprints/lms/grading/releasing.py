"""Letting learners see what was held back."""

from __future__ import annotations

from ..mailers import send_grade_released
from ..models import GradeItem
from ..signals import grade_recorded


def release(item: GradeItem) -> int:
    """Show all grades of the item that were held back and write to whom it concerns; answers to how many."""
    seeing = item.release()
    for enrollment_id in seeing:
        send_grade_released.later(enrollment_id, item.uid)
        grade_recorded.send(item, enrollment_id=enrollment_id)
    return len(seeing)
