"""The blog: posts, tags, pictures and feeds, in each site's own schema."""

from __future__ import annotations

from flask import Flask

from educrowd.core import schedule, updates

# They fill the shared pages' slots, hear signals and let webhooks tell of them.
from . import announcements, cli, demo, listeners, offers, personal_data, searching, site_map, specimens  # noqa: F401
from .api import blog
from .comments.commenting import forget_deleted_comments
from .contact.writing import forget_deleted_messages
from .desk import BlogDesk
from .forgetting import forget_abandoned_autosaves
from .mentions.moderating import forget_deleted_mentions
from .newsletter import preferences  # noqa: F401
from .newsletter.offering import takes_subscribers
from .newsletter.subscribing import forget_unconfirmed
from .pages import posts_shown, showing  # noqa: F401
from .statistics.gathering import gather_visits
from .views import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(blog)
    app.cli.add_command(cli.blog_group)
    app.cli.add_command(cli.newsletter_group)
    app.jinja_env.globals.update(takes_subscribers=takes_subscribers)
    updates.are_kept_by(BlogDesk())
    schedule.every(forget_deleted_comments, hours=24, per_tenant=True)
    schedule.every(forget_deleted_mentions, hours=24, per_tenant=True)
    schedule.every(gather_visits, minutes=15)
    schedule.every(forget_deleted_messages, hours=24, per_tenant=True)
    schedule.every(forget_abandoned_autosaves, hours=24, per_tenant=True)
    schedule.every(forget_unconfirmed, hours=24, per_tenant=True)
