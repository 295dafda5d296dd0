"""What the blog announces, past tense; handlers run in the same transaction and get ids only."""

from __future__ import annotations

from blinker import signal

post_published = signal("blog.post_published")  # post_id
post_updated = signal("blog.post_updated")  # post_id, of one that is published
post_unpublished = signal("blog.post_unpublished")  # post_id
post_deleted = signal("blog.post_deleted")  # post_id, of one that was published
post_leaving = signal("blog.post_leaving")  # post_id, at
page_changed = signal("blog.page_changed")  # page_id, path (until now, or for the first time)
post_scheduled = signal("blog.post_scheduled")  # post_id, at
comment_written = signal("blog.comment_written")  # comment_id
mention_received = signal("blog.mention_received")  # mention_id
subscriber_confirmed = signal("blog.subscriber_confirmed")  # subscriber_id
