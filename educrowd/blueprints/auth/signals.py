"""What accounts announce, past tense; handlers run in the same transaction and get ids only."""

from __future__ import annotations

from blinker import signal

member_joined = signal("auth.member_joined")  # user_id, of somebody who is new on the current site
