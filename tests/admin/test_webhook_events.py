"""Each event, from the deed that announces it to what a receiver reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from educrowd.blueprints.admin.webhooks import open_webhook
from educrowd.blueprints.auth.entering import signing_in
from educrowd.blueprints.auth.joining import joining
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.blog.comments.commenting import write_comment
from educrowd.blueprints.blog.mentions.receiving import look
from educrowd.blueprints.blog.models import Mention, Post, Subscriber
from educrowd.blueprints.lms.models import Course
from educrowd.blueprints.lms.selling.buying import Wish, place_order
from educrowd.blueprints.lms.selling.couponing import make_coupon
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.payments import Payment, refund_payment
from educrowd.core.payments.returning import settle_returns
from educrowd.core.webhooks import EVENTS
from tests.auth.conftest import grace
from tests.blog.elsewhere import elsewhere  # noqa: F401
from tests.crowdfunding.conftest import back, end, nell, new_project, pass_deadline  # noqa: F401
from tests.jobs import run_jobs

OF_ITS_BACKER_ALONE = {"setup", "url"}


@pytest.fixture
def heard(owner, receiver) -> Callable[[], dict[str, list[dict[str, Any]]]]:
    """`heard()`: what the owner's webhook, which asked for everything, was told until now, by event."""
    current.user = owner
    open_webhook(url=receiver.url, events=list(EVENTS))
    db.session.commit()

    def tell() -> dict[str, list[dict[str, Any]]]:
        run_jobs()
        current.user = owner
        news: dict[str, list[dict[str, Any]]] = {}
        for request in receiver.received:
            body = json.loads(request.body)
            news.setdefault(body["type"], []).append(body["data"])
        return news

    return tell


def test_a_project_is_launched_funded_collected_and_settled(heard, new_project, back, end, ada):  # noqa: F811
    project = new_project(goal=20_00)
    pledge = back(project, ada, 20_00)
    before = heard()
    assert [each["state"] for each in before["project.launched"]] == ["live"]
    (created,) = before["pledge.created"]
    assert (created["id"], created["amount"], created["user_id"]) == (pledge.id, 20_00, ada.id)
    assert OF_ITS_BACKER_ALONE.isdisjoint(created) and ada.email not in json.dumps(created)
    end(project)
    after = heard()
    assert [each["id"] for each in after["project.funded"]] == [project.id]
    assert [each["state"] for each in after["pledge.collected"]] == ["collected"]
    assert [each["collected_amount"] for each in after["project.settled"]] == [20_00]


def test_a_project_that_fails_is_told_once(heard, new_project, back, end, ada):  # noqa: F811
    project = new_project(goal=900_00)
    back(project, ada, 20_00)
    end(project)
    assert [each["state"] for each in heard()["project.failed"]] == ["failed"]


def test_the_owners_own_pledge_comes_without_its_links(heard, new_project, back, owner):  # noqa: F811
    back(new_project(), owner, 20_00)
    assert OF_ITS_BACKER_ALONE.isdisjoint(heard()["pledge.created"][0])


def test_a_refund_is_told_when_all_of_it_went_back(heard, new_project, back, end, ada, owner):  # noqa: F811
    project = new_project(goal=20_00)
    pledge = back(project, ada, 20_00)
    end(project)
    payment = db.session.scalars(select(Payment)).one()
    refund_payment(payment, key="one", reason="requested", ordered_by=owner)
    told = heard()["pledge.refunded"]
    assert [(each["id"], each["state"]) for each in told] == [(pledge.id, "refunded")]


def test_a_dispute_is_told_when_it_is_opened(heard, new_project, back, end, ada, sandbox):  # noqa: F811
    project = new_project(goal=20_00)
    back(project, ada, 20_00)
    end(project)
    payment = db.session.scalars(select(Payment)).one()
    sandbox.act(payment.account, payment.charge_id, "dispute")
    for _ in range(2):
        settle_returns(payment.id)
    (told,) = heard()["dispute.opened"]
    assert (told["payment_id"], told["amount"]) == (payment.id, 20_00)


def test_a_course_is_begun_and_completed(heard, new_person, ada):
    course = Course.draft(new_person("ines", "instructor"), title="Grinding a Mirror")
    lesson = course.add_lesson("Choosing the glass", section=course.sections[0], body="Look for bubbles.")
    course.publish()
    enrollment = course.enroll(ada)
    enrollment.complete(lesson)
    told = heard()
    assert [each["id"] for each in told["course.enrolled"]] == [enrollment.id]
    assert [each["status"] for each in told["course.completed"]] == ["completed"]


def test_a_post_appears(heard, owner):
    post = Post.draft(title="First light", body_markdown="We saw **Saturn**.")
    post.publish()
    (told,) = heard()["post.published"]
    assert told["id"] == post.id and told["url"] == f"{current.tenant.origin}/blog/{post.slug}"
    assert "<strong>Saturn</strong>" in told["body_html"]


def test_a_post_is_changed_and_taken_back(heard, owner):
    post = Post.draft(title="First light", body_markdown="We saw Saturn.")
    db.session.flush()
    post.rewrite(body_markdown="A draft: nobody hears of it.")
    post.publish()
    assert heard().keys() == {"post.published"}
    post.rewrite(body_markdown="We saw **Mars**.")
    (told,) = heard()["post.updated"]
    assert told["id"] == post.id and "<strong>Mars</strong>" in told["body_html"]
    post.unpublish()
    post.unpublish()
    assert [each["status"] for each in heard()["post.unpublished"]] == ["draft"]


def test_a_post_is_deleted(heard, owner):
    drafted, shown = (Post.draft(title=title, body_markdown="We saw Saturn.") for title in ("Draft", "First light"))
    shown.publish()
    drafted.delete()
    assert heard().keys() == {"post.published"}
    gone = shown.id
    shown.delete()
    assert heard()["post.deleted"] == [{"id": gone, "tenant_id": current.tenant_id}]


def test_somebody_writes_below_a_post(heard, owner, ada):
    post = Post.draft(title="First light", body_markdown="We saw Saturn.")
    post.publish()
    comment = write_comment(post, ada, "How dark must it be?")
    write_comment(post, ada, "Buy now", trap="a program fills this in")
    (told,) = heard()["comment.created"]
    assert (told["id"], told["post_id"], told["author_name"]) == (comment.id, post.id, "Ada")
    assert told["body"] == "How dark must it be?" and ada.email not in json.dumps(told)


def test_another_site_links_to_a_post(heard, owner, ada, elsewhere):  # noqa: F811
    post = Post.draft(title="First light", body_markdown="We saw Saturn.")
    post.publish()
    db.session.commit()
    target = f"{current.tenant.origin}/blog/{post.slug}"
    for words in ("So did we.", "So did we, twice."):
        source = elsewhere.put("/reply", f"<title>Rings</title><p>{words} <a href='{target}'>Theirs</a>")
        look(post.id, source, target)
        db.session.scalars(select(Mention)).one().status = "published"
    (told,) = heard()["mention.created"]
    assert (told["post_id"], told["source"], told["title"]) == (post.id, source, "Rings")
    current.user = ada
    assert EVENTS["mention.created"].data(told["id"]) is None


def test_somebody_confirms_the_newsletter_once(heard, owner):
    code = Subscriber.known("hana@letters.example").issue_code()
    db.session.flush()
    assert "subscriber.confirmed" not in heard()
    for _ in range(2):
        Subscriber.redeem(code)
    ida = Subscriber.known("ida@letters.example")
    for _ in range(2):
        ida.confirm()
    told = heard()["subscriber.confirmed"]
    assert sorted(each["email"] for each in told) == ["hana@letters.example", "ida@letters.example"]


def test_somebody_joins_and_somebody_is_brought(heard, visitor):
    visitor.post("/api/v1/auth/register/", json=grace())
    hedy = joining.invite("hedy@example.org", "instructor").user
    assert len(heard()["member.joined"]) == 1, "whoever was asked has not come yet"
    hedy.is_verified = True
    signing_in.join(hedy)
    told = heard()["member.joined"]
    assert sorted(each["role"] for each in told) == ["instructor", "student"]


def test_a_second_role_is_no_second_joining(heard, ada):
    joining.invite(ada.email, "instructor")
    assert "member.joined" not in heard()
    assert db.session.get_one(User, ada.id).is_member


def test_an_order_is_paid(heard, new_person, ada):
    ines = new_person("ines", "instructor")
    course = Course.draft(ines, title="Grinding a Mirror", price_amount=40_00, currency="USD")
    course.publish()
    make_coupon(ines, code="GIFT", percent=100, course_id=course.id)
    order = place_order(course, ada, Wish("a-token", coupon="GIFT"))
    (told,) = heard()["order.paid"]
    assert (told["id"], told["state"], told["coupon"]) == (order.id, "paid", "GIFT") and "payment_url" not in told
