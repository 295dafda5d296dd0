"""The blog's addresses."""

from flask import Blueprint

from . import comments, crawlers, drafts, feeds, posts, studio, tags

bp = Blueprint("blog", __name__)
for part in (posts, comments, tags, drafts, feeds, crawlers, studio):
    bp.register_blueprint(part.bp)
