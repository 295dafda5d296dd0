"""Made-up letters to followers, to those who wait in line, to sponsors and to who asked below a project."""

from __future__ import annotations

from educrowd.core import specimens

from .made import contents

specimens.offer(
    "crowdfunding",
    "Visitors and sponsors",
    contents,
    {
        "gift": ("A gift", {}),
        "follow": ("Confirm that you follow", {}),
        "follow_launch": ("What you follow is live", {}),
        "follow_launch.monthly": ("A membership you follow is live", {"project.is_monthly": True}),
        "follow_ending": ("What you follow ends", {}),
        "waitlist_confirm": ("Confirm that you wait", {}),
        "place_offered": ("A reward came free", {}),
        "place_lapsed": ("A place went on", {}),
        "comment_answered": ("A comment was answered", {}),
        "match_invitation": ("Will you match pledges?", {}),
        "match_thanks": ("A match is agreed", {}),
        "match_news": ("A match is charged", {}),
        "match_news.ended": ("A match has ended", {"match.pledge": None}),
    },
)
