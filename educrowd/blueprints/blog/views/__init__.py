"""The blog's addresses."""

from flask import Blueprint

from . import (
    archive,
    authors,
    comments,
    contact,
    crawlers,
    drafts,
    feeds,
    mentions,
    messages,
    moved,
    newsletter,
    pages,
    posts,
    series,
    statistics,
    studio,
    tags,
)
from .studio import front_page, media, menus, subscribers

bp = Blueprint("blog", __name__)
for part in (
    posts,
    comments,
    archive,
    tags,
    authors,
    series,
    drafts,
    feeds,
    crawlers,
    moved,
    newsletter,
    studio,
    pages,
):
    bp.register_blueprint(part.bp)
for part in (contact, mentions, messages, statistics):
    bp.register_blueprint(part.bp)
for part in (studio.page_studio, menus.bp, front_page.bp, media.bp):
    bp.register_blueprint(part)
bp.register_blueprint(subscribers.bp, url_prefix="/studio/newsletter")
