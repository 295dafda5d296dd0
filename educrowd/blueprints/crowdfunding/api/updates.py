"""What a project's creator tells: posts of the blog, mailed to backers."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core import updates
from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.updates import Update

from ..finding import own_project, visible_project
from ..schemas import UpdateIn, UpdateOut
from .blueprint import crowdfunding


@crowdfunding.route("/projects/<int:id>/updates/")
class Updates(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(UpdateOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> list[Update]:
        """Updates, newest first; drafts and what became of the letters for those who run the project."""
        project = visible_project(id)
        return updates.desk().about("project", project.id, with_drafts=project.editable_by(current.user))

    @crowdfunding.arguments(UpdateIn)
    @crowdfunding.created(UpdateOut, at="/api/v1/blog/posts/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> Update:
        """Write one; published, it goes out to every backer by mail. Its text is the post's of the same id."""
        is_published = body.pop("status") == "published"
        return updates.desk().write("project", own_project(id).id, is_published=is_published, **body)
