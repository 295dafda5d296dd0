"""The words that hold a comment back, wherever on the site it is written."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.access import needs
from educrowd.core.comments import blocklist
from educrowd.core.comments.forms import BlocklistForm
from educrowd.core.pages import flash_ok, go, invalid, render

from . import studio

PAGE = "admin/blocklist/edit.html"


@studio.get("/blocked-words")
@needs("site.manage")
def edit_blocklist() -> Response:
    words = "\n".join(blocklist.blocked_words())
    return render(PAGE, form=BlocklistForm(formdata=None, words=words))


@studio.post("/blocked-words")
@needs("site.manage")
def update_blocklist() -> Response:
    form = BlocklistForm()
    if not form.validate_on_submit():
        return invalid(PAGE, form)
    words = blocklist.parse(form.words.data or "")
    set_setting(blocklist.SETTING, words, called="blocked words")
    flash_ok(f"{len(words)} {'word is' if len(words) == 1 else 'words are'} blocked from now on.")
    return go(url_for("studio.edit_blocklist"))
