"""What a gift's survey asks is the recipient's to say, and what its reward opens is theirs to read."""

from __future__ import annotations

import re
from datetime import timedelta
from secrets import token_urlsafe

import pytest
from sqlalchemy import text

from educrowd.blueprints.blog.models import Post
from educrowd.blueprints.crowdfunding.collecting.looking_after import look_after_surveys
from educrowd.blueprints.crowdfunding.gifts.giving import Giving, deliver_gift
from educrowd.blueprints.crowdfunding.gifts.links import page_of
from educrowd.blueprints.crowdfunding.launching.creating import add_reward, launch_project
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.blueprints.crowdfunding.pledging.pledging import pledge_with_card
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.blueprints.crowdfunding.rewards.offering import add_zone, set_rates
from educrowd.blueprints.crowdfunding.surveys.surveying import ask, send_survey, write_survey
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.payments import refund_payment
from tests.conftest import unique
from tests.crowdfunding.test_pages import path_of
from tests.jobs import run_jobs

HOME = {"name": "Caroline", "line1": "Am Kanal 1", "postal_code": "10115", "city": "Berlin"}
SECRET = "The flaw is in the third ring."


@pytest.fixture
def shirts(new_project):
    """A project that charges at once, with a shirt that is shipped."""
    project = new_project("Shirts", kind="keep_it_all", live=False)
    project.shirt = add_reward(project, title="Shirt", amount=30_00)
    set_rates(project.shirt, {add_zone(project, name="World", countries=[]).id: 5_00})
    launch_project(project)
    db.session.commit()
    return project


@pytest.fixture
def give(shirts, ada):
    """`give("caro@example.org")` is a shirt that ada pays."""

    def pledge(email: str, **details):
        wish = Wish(None, token_urlsafe(12), shirts.shirt, country="DE", giving=Giving("Caroline", email, **details))
        made = pledge_with_card(shirts, ada, wish, payment_method="pm_card_visa")
        db.session.commit()
        run_jobs()
        return made

    return pledge


@pytest.fixture
def survey(shirts):
    survey = write_survey(shirts, title="Sizes", asks_address=True)
    ask(survey, label="Size", kind="one_choice", choices=["S", "M"], is_required=True)
    db.session.commit()
    return survey


def email() -> str:
    return f"{unique('caro')}@example.org"


def test_the_recipient_answers_and_the_giver_neither_answers_nor_reads(
    give, survey, shirts, visitor, visit, demo, client, ada, nell, mails
):
    caro = email()
    pledge = give(caro)
    send_survey(survey)
    run_jobs()
    [letter] = mails("“Shirts” asks you something")
    assert letter["To"] == caro
    plain = letter.get_body(("plain",)).get_content()
    here = path_of(re.search(rf"http://\S+/gifts/[\w.-]+/surveys/{survey.id}", plain)[0])
    page = visitor.get(here)
    assert page.headers["Cache-Control"] == "private, no-store" and pledge.public_id not in page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    where = {f"address-{part}": said for part, said in HOME.items()}
    answers = {"csrf_token": token, survey.questions[0].name: "M", **where}
    assert visitor.post(here, data=answers | {"address-city": ""}).status_code == 422
    assert visitor.post(here, data=answers).status_code == 303
    assert "Am Kanal 1" in visitor.get(path_of(page_of(pledge.gift))).text
    giver = visit(demo).sign_in(ada)
    mine = giver.get(f"/pledges/{pledge.public_id}").text
    assert "Am Kanal" not in mine and "Sizes" not in mine
    for step in (f"/surveys/{survey.id}", "/address"):
        assert giver.get(f"/pledges/{pledge.public_id}{step}").status_code == 404
    api = client(ada)
    assert api("GET", f"/pledges/{pledge.id}/").json["data"]["address"] is None
    assert api("PATCH", f"/pledges/{pledge.id}/", {"address": HOME}).status_code == 422
    assert api("GET", f"/pledges/{pledge.id}/surveys/").status_code == 404
    [reply] = client(nell)("GET", f"/surveys/{survey.id}/replies/").json["data"]
    assert (reply["email"], reply["address"]["line1"]) == (caro, "Am Kanal 1")


def test_who_proved_the_address_answers_through_the_api(give, survey, client, new_person):
    caro = new_person("caro", "student")
    pledge = give(caro.email)
    send_survey(survey)
    db.session.commit()
    here = f"/pledges/{pledge.id}/surveys/{survey.id}/"
    body = {"answers": [{"question_id": survey.questions[0].id, "values": ["S"]}], "address": HOME}
    assert client(caro)("PUT", here, body).status_code == 404
    caro.is_verified = True
    db.session.commit()
    assert client(caro)("PUT", here, body).json["data"]["answers"][0]["values"] == ["S"]


def test_nobody_is_asked_before_they_hear_of_their_gift(give, survey, mails, time_machine):
    caro = email()
    pledge = give(caro, deliver_on=(utcnow() + timedelta(days=2)).date())
    send_survey(survey)
    run_jobs()
    assert mails("asks you something") == []
    time_machine.move_to(utcnow() + timedelta(days=3), tick=True)
    deliver_gift(pledge.id)
    db.session.commit()
    look_after_surveys()
    db.session.execute(text("UPDATE public.outbox SET run_at = now() WHERE job LIKE '%send_survey_letters'"))
    db.session.commit()
    run_jobs()
    assert [letter["To"] for letter in mails("asks you something")] == [caro]


def test_what_is_for_holders_of_the_reward_opens_to_the_recipient_until_the_giver_is_refunded(
    give, shirts, nell, visitor, ada, visit, demo
):
    pledge = give(email())
    current.user = nell
    post = Post.draft("Washing it", body_markdown=SECRET, audience=f"reward:{shirts.shirt.id}")
    post.publish()
    db.session.commit()
    gift = path_of(page_of(pledge.gift))
    link = re.search(r'/blog/washing-it\?key=[^"]+', visitor.get(gift).text)[0]
    assert SECRET in visitor.get(link).text
    giver = visit(demo).sign_in(ada)
    assert SECRET not in giver.get("/blog/washing-it").text
    assert "Washing it" not in giver.get(path_of(links.page_of(pledge.public_id))).text
    refund_payment(pledge.payment, pledge.amount, reason="requested", key="back")
    run_jobs()
    assert SECRET not in visitor.get(link).text
    assert "This gift was taken back" in visitor.get(gift).text


def test_an_account_that_nobody_has_proven_lists_no_gifts_least_of_all_untold_ones(give, new_person, visit, demo):
    eve = new_person("eve", "student")
    give(email(), deliver_on=(utcnow() + timedelta(days=2)).date())
    give(eve.email)
    assert "Given to you" not in visit(demo).sign_in(eve).get("/account/pledges").text


def test_a_gift_is_listed_among_the_pledges_of_who_got_it(give, new_person, visit, demo, client, ada):
    caro = new_person("caro", "student")
    caro.is_verified = True
    db.session.commit()
    pledge = give(caro.email)
    mine = visit(demo).sign_in(caro).get("/account/pledges").text
    assert "Given to you" in mine and path_of(page_of(pledge.gift)) in mine
    [gift] = client(caro)("GET", "/gifts/").json["data"]
    assert (gift["pledge_id"], gift["giver_name"], gift["url"]) == (pledge.id, ada.name, page_of(pledge.gift))
    assert client(ada)("GET", "/gifts/").json["data"] == []
