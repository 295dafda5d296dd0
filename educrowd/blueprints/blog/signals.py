"""What the blog announces."""

from blinker import signal

post_published = signal("post-published")
