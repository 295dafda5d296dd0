"""The blog's addresses."""

from flask import Blueprint

from . import authors, comments, crawlers, drafts, feeds, moved, newsletter, posts, series, studio, tags

bp = Blueprint("blog", __name__)
for part in (posts, comments, tags, authors, series, drafts, feeds, crawlers, moved, newsletter, studio):
    bp.register_blueprint(part.bp)
