"""What crowdfunding announces, past tense; handlers run in the same transaction and get ids only."""

from __future__ import annotations

from blinker import signal

project_launched = signal("crowdfunding.project_launched")  # project_id
project_funded = signal("crowdfunding.project_funded")  # project_id, course_id
project_failed = signal("crowdfunding.project_failed")  # project_id
project_settled = signal("crowdfunding.project_settled")  # project_id: every charge has ended, the books are closed
pledge_created = signal("crowdfunding.pledge_created")  # pledge_id, project_id, user_id: its card is saved, it counts
pledge_collected = signal("crowdfunding.pledge_collected")  # pledge_id, project_id, user_id
stock_freed = signal("crowdfunding.stock_freed")  # reward_id, of which there may be one again
pledge_refunded = signal("crowdfunding.pledge_refunded")  # pledge_id, project_id, user_id

# Each with pledge_id, project_id, user_id.
membership_started = signal("crowdfunding.membership_started")  # its first month was paid
membership_changed = signal("crowdfunding.membership_changed")  # another amount or reward from the next month on
membership_leaving = signal("crowdfunding.membership_leaving")  # it ends with the month that is paid
membership_continued = signal("crowdfunding.membership_continued")  # it does not end after all
membership_left = signal("crowdfunding.membership_left")  # it has ended, for whatever reason
membership_stopped = signal("crowdfunding.membership_stopped")  # project_id: its creator takes and charges nobody more
