"""What this module announces."""

from __future__ import annotations

from blinker import signal

# user_id; somebody new has a role on the current site.
member_joined = signal("member-joined")
