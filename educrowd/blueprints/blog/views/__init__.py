"""The blog's addresses."""

from flask import Blueprint

from . import authors, comments, crawlers, drafts, feeds, posts, series, studio, tags

bp = Blueprint("blog", __name__)
for part in (posts, comments, tags, authors, series, drafts, feeds, crawlers, studio):
    bp.register_blueprint(part.bp)
