"""Letters that come back, and complaints: believed for the return path that we sealed, whatever else they say."""

from __future__ import annotations

import json
import time
from email.utils import parseaddr

import pytest

from educrowd.blueprints.blog.models import NewsletterLetter, Subscriber
from educrowd.core import return_paths
from educrowd.core.db import db
from educrowd.core.mail_events import sign
from tests.jobs import run_jobs

SECRET = "shared-with-the-provider"

# As Postfix writes it.
UNKNOWN = """\
Return-Path: <>
Date: Fri, 27 Nov 2026 10:00:00 +0000 (UTC)
From: MAILER-DAEMON@mx.letters.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1A2C0042.1764237600/mx.letters.example"
Message-Id: <20261127100000.5A2C0042@mx.letters.example>

This is a MIME-encapsulated message.

--4F1A2C0042.1764237600/mx.letters.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.letters.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<hana@letters.example>: host mail.letters.example[192.0.2.25] said: 550 5.1.1
    <hana@letters.example>: Recipient address rejected: User unknown in local
    recipient table (in reply to RCPT TO command)

--4F1A2C0042.1764237600/mx.letters.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.letters.example
X-Postfix-Queue-ID: 4F1A2C0042
X-Postfix-Sender: rfc822; news@platform.example
Arrival-Date: Fri, 27 Nov 2026 09:59:58 +0000 (UTC)

Final-Recipient: rfc822; hana@letters.example
Original-Recipient: rfc822;hana@letters.example
Action: {action}
Status: {status}
Remote-MTA: dns; mail.letters.example
Diagnostic-Code: smtp; 550 5.1.1 <hana@letters.example>: Recipient address
    rejected: User unknown in local recipient table

--4F1A2C0042.1764237600/mx.letters.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <news@platform.example>
Subject: Ink
To: hana@letters.example

--4F1A2C0042.1764237600/mx.letters.example--
"""

# As Exchange writes it: to an address of its own, the envelope's recipient is in the letter that it returns.
EXCHANGE = """\
From: postmaster@outlook.example
To: <postmaster@platform.example>
Date: Fri, 27 Nov 2026 10:01:00 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="f3a1"
Subject: Undeliverable: Ink
Auto-Submitted: auto-replied
MIME-Version: 1.0

--f3a1
Content-Type: text/plain; charset="us-ascii"

Your message to hana@letters.example couldn't be delivered.

--f3a1
Content-Type: message/delivery-status

Reporting-MTA: dns;outlook.example
Received-From-MTA: dns;mx.platform.example

Final-Recipient: rfc822;hana@letters.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--f3a1
Content-Type: message/rfc822

Return-Path: <{to}>
From: Demo <no-reply@platform.example>
To: hana@letters.example
Subject: Ink
MIME-Version: 1.0
Content-Type: text/plain

Black, slowly.

--f3a1--
"""

# As feedback loops write it (RFC 5965).
COMPLAINT = """\
From: <feedback@mailbox.example>
Date: Fri, 27 Nov 2026 11:00:00 +0000
Subject: FW: Ink
To: <abuse@platform.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report;
     boundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"
Content-Transfer-Encoding: 7bit

This is an email abuse report for an email message received from IP
192.0.2.1 on Fri, 27 Nov 2026 10:58:00 +0000.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <{to}>
Source-IP: 192.0.2.1

--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

From: <no-reply@platform.example>
To: <hana@letters.example>
Subject: Ink

Black, slowly.
--part1_13d.2e68ed54_boundary--
"""


@pytest.fixture
def hana(demo) -> Subscriber:
    subscriber = Subscriber.known("hana@letters.example")
    subscriber.confirm()
    db.session.commit()
    return subscriber


@pytest.fixture
def letter(write, hana, studio, mails):
    """`letter("Ink")` is a newsletter's letter to Hana; answers where it would come back to."""

    def send(title: str) -> str:
        post = write(title, days_ago=1)
        studio().submit(f"/studio/posts/{post.id}/newsletter", audience="subscribers")
        run_jobs()
        return parseaddr(mails(title)[0]["Return-Path"])[1]

    return send


@pytest.fixture
def hand_over(app):
    """`hand_over(text)` pipes a message into the command, as a mail server does."""

    def pipe(text: str, *arguments: str) -> str:
        db.session.rollback()
        return app.test_cli_runner().invoke(args=["newsletter", "bounce", *arguments], input=text.encode()).output

    return pipe


def state_of_hana() -> tuple[str, int]:
    db.session.rollback()
    db.session.expire_all()
    found = Subscriber.at("hana@letters.example")
    return found.state, found.soft_bounces


def test_each_letter_comes_back_to_an_address_of_its_own(letter, demo):
    one, other = letter("Ink"), letter("Paper")
    assert one != other and len(one.partition("@")[0]) <= 64
    assert return_paths.read(one.upper())[0] == demo.id


def test_an_unknown_mailbox_gets_nothing_more(letter, hand_over, write, studio, mails):
    text = UNKNOWN.format(to=letter("Ink"), action="failed", status="5.1.1")
    assert hand_over(text) == "Noted.\n"
    assert state_of_hana() == ("bounced", 0)
    hana = Subscriber.at("hana@letters.example")
    assert hana.reason.startswith("5.1.1 smtp; 550 5.1.1") and "User unknown" in hana.reason
    page = studio().get(f"/studio/posts/{db.session.query(NewsletterLetter).one().post_id}/newsletter").text
    assert "hana@letters.example: 5.1.1" in page
    post = write("Paper", days_ago=1)
    studio().submit(f"/studio/posts/{post.id}/newsletter", audience="subscribers")
    run_jobs()
    assert mails("Paper") == []


def test_the_return_path_is_found_where_a_report_has_it(letter, hand_over):
    assert hand_over(EXCHANGE.format(to=letter("Ink"))) == "Noted.\n"
    assert state_of_hana() == ("bounced", 0)


def test_the_mail_server_may_say_whom_a_message_was_for(letter, hand_over):
    text = UNKNOWN.format(to="undisclosed-recipients:;", action="failed", status="5.1.1")
    path = letter("Ink")
    assert hand_over(text) == "Not about a letter of ours.\n"
    assert hand_over(text, "--recipient", path) == "Noted.\n"


def test_a_full_mailbox_is_counted_once_a_letter_and_ends_after_five(letter, hand_over):
    for number in range(1, 5):
        text = UNKNOWN.format(to=letter(f"Ink {number}"), action="failed", status="5.2.2")
        hand_over(text)
        hand_over(text)
        assert state_of_hana() == ("confirmed", number)
    hand_over(UNKNOWN.format(to=letter("Ink 5"), action="failed", status="4.4.7"))
    assert state_of_hana() == ("bounced", 5)


def test_a_delay_is_no_bounce(letter, hand_over):
    hand_over(UNKNOWN.format(to=letter("Ink"), action="delayed", status="4.4.1"))
    assert state_of_hana() == ("confirmed", 0)


def test_a_forged_return_path_is_not_believed(letter, hand_over, demo):
    path = letter("Ink")
    local, _, domain = path.partition("@")
    forged = (
        f"{local[:-1]}{'0' if local[-1] != '0' else '1'}@{domain}",
        path.replace(f"+{demo.id}-", f"+{demo.id + 1}-"),
        f"bounces@{domain}",
        f"{local}@elsewhere.example",
        "hana@letters.example",
    )
    for each in forged:
        text = UNKNOWN.format(to=each, action="failed", status="5.1.1")
        assert hand_over(text) == "Not about a letter of ours.\n", each
    assert hand_over("no message at all") == "Not about a letter of ours.\n"
    assert hand_over(f"To: {path}\n\nI am away until Monday.") == "Not about a letter of ours.\n"
    assert state_of_hana() == ("confirmed", 0)


def test_a_complaint_ends_all_newsletters_and_is_counted(letter, hand_over):
    text = COMPLAINT.format(to=letter("Ink"), kind="abuse")
    assert hand_over(text) == "Noted.\n"
    assert state_of_hana() == ("complained", 0)
    [counts] = NewsletterLetter.counts([db.session.query(NewsletterLetter).one().post_id]).values()
    assert counts["complained"] == 1


def test_not_spam_is_no_complaint(letter, hand_over):
    hand_over(COMPLAINT.format(to=letter("Ink"), kind="not-spam"))
    assert state_of_hana() == ("confirmed", 0)


@pytest.fixture
def signed(app, visit, monkeypatch):
    """`signed("/webhooks/mail/returned", body)` posts as the mail provider does."""
    monkeypatch.setitem(app.config, "MAIL_WEBHOOK_SECRET", SECRET)

    def post(path: str, body: str, secret: str = SECRET) -> int:
        now = str(int(time.time()))
        signature = sign(f"msg_1.{now}.{body}", secret)
        headers = {"Webhook-Id": "msg_1", "Webhook-Timestamp": now, "Webhook-Signature": signature}
        kind = "application/json" if body.startswith("{") else "message/rfc822"
        db.session.rollback()
        return visit(None).post(path, data=body, headers=headers, content_type=kind).status_code

    return post


def test_a_returned_message_is_posted_with_a_signature(letter, signed):
    text = UNKNOWN.format(to=letter("Ink"), action="failed", status="5.1.1")
    assert signed("/webhooks/mail/returned", text, secret="a stranger's") == 400
    assert state_of_hana() == ("confirmed", 0)
    assert signed("/webhooks/mail/returned", text) == 204
    assert state_of_hana() == ("bounced", 0)


@pytest.mark.parametrize(
    ("event", "becomes"),
    [
        ("bounced", ("bounced", 0)),
        ("soft_bounced", ("confirmed", 1)),
        ("complained", ("complained", 0)),
        ("delivered", ("confirmed", 0)),
    ],
)
def test_a_provider_may_tell_it_by_the_letters_message_id(letter, signed, mails, event, becomes):
    letter("Ink")
    told = {"message_id": mails("Ink")[0]["Message-ID"], "event": event, "reason": "no such user"}
    assert signed("/webhooks/mail", json.dumps({"events": [told]})) == 204
    assert state_of_hana() == becomes
