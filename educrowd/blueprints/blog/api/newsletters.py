"""A post as a newsletter, for programs."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import find

from ..models import Newsletter
from ..newsletter.offering import SETTING, takes_subscribers
from ..newsletter.schemas import NewsletterFormState, NewsletterIn, NewsletterOut, SenderIn, SenderOut
from ..newsletter.sender import change_sender, sender
from ..newsletter.sending import choose, send_test
from .blueprint import blog, editable


@blog.route("/posts/<int:id>/newsletter/")
class PostNewsletter(MethodView):
    @blog.response(200, NewsletterOut)
    @needs("posts.write")
    def get(self, id: int) -> Newsletter:
        """To whom it is mailed, since when, and what became of the letters."""
        return find(Newsletter, post_id=editable(id).id)

    @blog.arguments(NewsletterIn)
    @blog.response(200, NewsletterOut)
    @needs("posts.manage")
    def put(self, body: dict[str, Any], id: int) -> Newsletter:
        """Mail the post when it appears, or at once where it is out: that can't be called back."""
        post = editable(id)
        choose(post, body["audience"])
        db.session.flush()
        return find(Newsletter, post_id=post.id)

    @blog.response(204)
    @needs("posts.manage")
    def delete(self, id: int) -> None:
        """Mail it to nobody; 409 once letters go out."""
        choose(editable(id), "")


@blog.route("/posts/<int:id>/newsletter/tests/")
class PostNewsletterTests(MethodView):
    @blog.accepted("A letter to oneself is on its way.")
    @needs("posts.write")
    def post(self, id: int) -> None:
        """Have the saved text mailed to oneself alone."""
        send_test(editable(id), current.user)


@blog.route("/newsletter-form/")
class NewsletterForm(MethodView):
    @blog.response(200, NewsletterFormState)
    @needs("site.manage")
    def get(self) -> dict[str, bool]:
        """Whether visitors find a form for the newsletter."""
        return {"is_open": takes_subscribers()}

    @blog.arguments(NewsletterFormState)
    @blog.response(200, NewsletterFormState)
    @needs("site.manage")
    def put(self, body: dict[str, bool]) -> dict[str, bool]:
        """Show or hide it; letters go out all the same."""
        set_setting(SETTING, body["is_open"], called="form for the newsletter")
        return body


@blog.route("/sender/")
class Sender(MethodView):
    @blog.response(200, SenderOut)
    @needs("site.manage")
    def get(self) -> dict[str, Any]:
        """Who letters of the site are from, and where answers go."""
        return sender()

    @blog.arguments(SenderIn)
    @blog.response(200, SenderOut)
    @needs("site.manage")
    def put(self, body: dict[str, Any]) -> dict[str, Any]:
        """Change it; another address for answers is asked by a letter first."""
        change_sender(body["sender_name"].strip(), body["reply_to"].strip())
        return sender()
