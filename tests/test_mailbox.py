"""The development mailbox at /_dev/mail."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from educrowd.core import mailbox, tenancy
from educrowd.core.mail import deliver
from tests.conftest import unique


@pytest.fixture
def letter(app, demo, ada):
    """A letter to Ada; answers its name in the mailbox."""
    with app.test_request_context(base_url=demo.origin):
        message_id = deliver(
            to=ada.email, subject=f"Welcome {unique('ada')}", template="auth/mail/welcome", user=ada, url="/account/"
        )
    return message_id.strip("<>").partition("@")[0]


def test_a_letter_is_listed_and_shown_on_a_site_and_on_the_platform(letter, visitor, visit, ada):
    for browser in (visitor, visit(None)):
        assert ada.email in browser.get("/_dev/mail").text
        shown = browser.get(f"/_dev/mail/{letter}")
        assert shown.status_code == 200
        assert f'src="/_dev/mail/{letter}/html"' in shown.text


def test_the_letter_itself_may_run_nothing(letter, visitor):
    answer = visitor.get(f"/_dev/mail/{letter}/html")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]


def test_the_letter_as_plain_text_has_its_links(letter, visitor):
    found = [one for one in visitor.get("/_dev/mail.json").json if one["id"] == letter]
    assert "/account/" in found[0]["text"]


@pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e%2fsecret"])
def test_what_is_no_letter_is_not_found(visitor, name):
    assert visitor.get(f"/_dev/mail/{name}").status_code == 404


def test_production_has_no_mailbox_even_where_mail_goes_into_a_folder():
    app = Flask(__name__)
    app.config.update(ENVIRONMENT="production", MAIL_URL="folder:///tmp/mail")
    mailbox.init_app(app)
    assert "mailbox" not in app.blueprints


def test_a_site_whose_name_has_two_lines_sends_mail(app, visit, demo, ada, letter):
    two_lines = replace(demo, name="Demo\r\nBcc: all@example.org")
    with app.test_request_context(base_url=demo.origin), tenancy.bind(two_lines):
        deliver(to=ada.email, subject=unique("two lines"), template="auth/mail/welcome", user=ada, url="/account/")
    newest = visit(demo).get("/_dev/mail.json").json[0]
    assert newest["from"].startswith('"Demo Bcc: all@example.org"')
