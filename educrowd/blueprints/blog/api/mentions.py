"""Webmentions: what other sites say about posts, and whom posts told."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.pages import authorize, find

from ..mentions.hosts import checked_hosts
from ..mentions.moderating import block, change_policy, moderate
from ..mentions.policy import Policy, policy
from ..mentions.schemas import (
    MentionModerationIn,
    MentionOut,
    MentionPolicy,
    MentionQuery,
    ModeratedMentionOut,
    SentMentionOut,
)
from ..models import Mention, Post, SentMention
from .blueprint import blog, editable


@blog.route("/mention-policy/")
class SiteMentionPolicy(MethodView):
    @blog.response(200, MentionPolicy)
    @needs("posts.manage")
    def get(self) -> Policy:
        """Whether webmentions are taken and sent, and the sites from which none are taken."""
        return policy()

    @blog.arguments(MentionPolicy)
    @blog.response(200, MentionPolicy)
    @needs("posts.manage")
    def put(self, body: dict[str, Any]) -> Policy:
        """Change it; without `blocked_hosts` these stay. What newly blocked ones have sent is deleted."""
        named = body["blocked_hosts"]
        hosts = None if named is None else checked_hosts(named)
        change_policy(takes=body["takes"], sends=body["sends"], hosts=hosts)
        return policy()


@blog.route("/posts/<int:id>/mentions/")
class PostMentions(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(MentionOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[Mention]:
        """What every reader of the post sees, newest first."""
        post = find(Post, id=id)
        if not post.is_published or not post.opens_to(current.user):
            abort(404)
        return Mention.public(post)


@blog.route("/posts/<int:id>/sent-mentions/")
class SentMentions(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(SentMentionOut)
    @needs("posts.write")
    def get(self, query: dict[str, Any], id: int) -> Select[SentMention]:
        """Which sites the post told of its links, and what they answered."""
        return SentMention.of(editable(id).id)


@blog.route("/mentions/")
class AllMentions(MethodView):
    @blog.arguments(MentionQuery, location="query")
    @blog.page(ModeratedMentionOut)
    @needs("posts.write")
    def get(self, query: dict[str, Any]) -> Select[Mention]:
        """Mentions of the posts that one may change, in any state, oldest first."""
        mentions = Mention.moderated(current.user).order_by(Mention.id)
        if "host" in query:
            mentions = mentions.where(Mention.source_host == query["host"])
        return mentions.filter_by(**{name: query[name] for name in ("status", "post_id") if name in query})


@blog.route("/mentions/<int:id>/")
class OneMention(MethodView):
    @blog.response(200, ModeratedMentionOut)
    @needs("posts.write")
    def get(self, id: int) -> Mention:
        """One mention."""
        return _moderatable(id)

    @blog.response(204)
    @needs("posts.write")
    def delete(self, id: int) -> None:
        """Delete it; for a month that can be undone."""
        moderate(_moderatable(id), "delete", by=current.user)


@blog.route("/mentions/<int:id>/moderation/")
class MentionModeration(MethodView):
    @blog.arguments(MentionModerationIn)
    @blog.response(200, ModeratedMentionOut)
    @needs("posts.write")
    def post(self, body: dict[str, Any], id: int) -> Mention:
        """Approve, hide or delete a mention, or undo the last of these."""
        mention = _moderatable(id)
        moderate(mention, body["verb"], by=current.user)
        return mention


@blog.route("/mentions/<int:id>/host-block/")
class MentionHostBlock(MethodView):
    @blog.response(204)
    @needs("posts.manage")
    def post(self, id: int) -> None:
        """Take nothing from its site any more; what came from there is deleted."""
        block(_moderatable(id).source_host)


def _moderatable(id: int) -> Mention:
    mention = find(Mention, id=id)
    authorize(mention.moderatable_by(current.user))
    return mention
