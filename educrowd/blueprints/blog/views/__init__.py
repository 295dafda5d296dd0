"""The blog's addresses."""

from flask import Blueprint

from . import crawlers, drafts, feeds, posts, studio, tags

bp = Blueprint("blog", __name__)
for part in (posts, tags, drafts, feeds, crawlers, studio):
    bp.register_blueprint(part.bp)
