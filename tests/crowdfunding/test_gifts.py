"""Gifts: one pays, another gets what it brings, and neither learns of the other's accounts."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.crowdfunding.gifts.giving import Giving, change_gift, deliver_gift
from educrowd.blueprints.crowdfunding.models import Gift, Pledge
from educrowd.blueprints.crowdfunding.models.errors import Frozen
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.blueprints.crowdfunding.pledging.changing import change_pledge
from educrowd.blueprints.crowdfunding.pledging.pledging import pledge_with_card
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.blueprints.crowdfunding.rewards.fulfilling import mark_delivery
from educrowd.core import entitlements
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.payments import refund_payment
from educrowd.core.payments.checking import findings
from tests.conftest import unique
from tests.crowdfunding.test_pages import fields_of, path_of
from tests.jobs import run_jobs


@pytest.fixture
def workshop(new_project, course):
    """It charges at once and opens a course."""
    return new_project("Workshop", kind="keep_it_all", course_id=course.id)


@pytest.fixture
def give(sandbox):
    """`give(workshop, ada, "caro@example.org")` is paid by ada."""

    def pledge(project, giver, email: str, *, reward=None, card="visa", **details) -> Pledge:
        giving = Giving("Caroline Herschel", email, **details)
        wish = Wish(25_00, unique("gift-token"), reward, giving=giving)
        made = pledge_with_card(project, giver, wish, payment_method=f"pm_card_{card}")
        db.session.commit()
        return made

    return pledge


def has_seat(person: User | None, project) -> bool:
    assert person is not None
    return entitlements.holds(person.id, kind="course", subject_id=project.course_id)


def address() -> str:
    return f"{unique('caro')}@example.org"


def known(email: str) -> User | None:
    return db.session.scalar(User.known_as(email))


def test_the_recipient_gets_the_seat_and_the_news_and_the_giver_the_receipt(workshop, give, ada, letters):
    email = address()
    pledge = give(workshop, ada, email, message="For your birthday")
    assert known(email) is None  # nothing is known of them before it is paid
    run_jobs()
    caro = known(email)
    assert (pledge.state, caro.is_claimed, caro.name) == ("collected", False, "Caroline Herschel")
    assert (has_seat(caro, workshop), has_seat(ada, workshop)) == (True, False)
    assert entitlements.holds(caro.id, kind="project", subject_id=workshop.id)
    assert (letters(ada, "Receipt"), letters(caro, "Receipt")) == (1, 0)
    assert letters(caro, "has a gift for you") == 1
    assert findings() == []


def test_a_gift_of_a_project_that_fails_is_never_heard_of(new_project, give, ada, end):
    project, email = new_project(goal=500_00), address()
    give(project, ada, email)
    end(project)
    assert (project.state, known(email)) == ("failed", None)


def test_its_day_is_waited_for(workshop, give, ada, letters, time_machine):
    email = address()
    pledge = give(workshop, ada, email, deliver_on=(utcnow() + timedelta(days=3)).date())
    run_jobs()
    deliver_gift(pledge.id)
    db.session.commit()
    assert (pledge.state, pledge.gift.told_at, known(email)) == ("collected", None, None)
    time_machine.move_to(utcnow() + timedelta(days=4), tick=True)
    assert pledge.gift.is_due
    time_machine.move_to(pledge.gift.due_at + timedelta(seconds=1), tick=False)
    deliver_gift(pledge.id)
    deliver_gift(pledge.id)
    db.session.commit()
    db.session.execute(text("UPDATE public.outbox SET run_at = now() WHERE job LIKE '%send_gift'"))
    run_jobs()
    assert has_seat(known(email), workshop)
    assert letters(known(email), "has a gift for you") == 1


def test_one_may_give_several_and_back_it_oneself(workshop, give, back, ada, people):
    first, second = give(workshop, ada, address()), give(workshop, ada, address())
    mine = back(workshop, ada, 30_00)
    run_jobs()
    assert [pledge.state for pledge in (first, second, mine)] == ["collected"] * 3
    assert workshop.totals.backers_count == 3
    assert findings() == []


def test_what_goes_back_takes_the_seat_along(workshop, give, ada):
    email = address()
    pledge = give(workshop, ada, email)
    run_jobs()
    refund_payment(pledge.payment, pledge.amount, reason="requested", key="back")
    run_jobs()
    assert (pledge.state, has_seat(known(email), workshop)) == ("refunded", False)


def test_whom_it_is_for_can_change_until_they_hear_of_it(new_project, workshop, give, ada):
    project = new_project()
    pledge, email = give(project, ada, address()), address()
    change_gift(pledge, Giving("William Herschel", email))
    db.session.commit()
    assert pledge.gift.recipient_email == email
    told = give(workshop, ada, address())
    run_jobs()
    with pytest.raises(Frozen):
        change_gift(told, Giving("William Herschel", email))
    with pytest.raises(DBAPIError, match="has been handed over"):
        db.session.execute(text("UPDATE public.gifts SET recipient_email = 'x' WHERE id = :id"), {"id": told.gift.id})
    db.session.rollback()
    with pytest.raises(DBAPIError, match="stands"):
        db.session.execute(text("UPDATE public.pledges SET is_gift = false WHERE id = :id"), {"id": told.id})
    db.session.rollback()


def test_a_gift_stays_one_when_its_amount_changes(new_project, give, ada):
    pledge = give(new_project(), ada, address())
    change_pledge(pledge, Wish(45_00))
    db.session.commit()
    assert (pledge.amount, pledge.is_gift, pledge.gift.recipient_name) == (45_00, True, "Caroline Herschel")


@pytest.mark.parametrize("days", [-3, 400])
def test_a_day_that_cannot_be_is_refused(workshop, give, ada, days):
    with pytest.raises(Invalid) as refusal:
        give(workshop, ada, address(), deliver_on=(utcnow() + timedelta(days=days)).date())
    assert refusal.value.field == "deliver_on"


def test_a_gift_to_oneself_is_none(workshop, give, ada):
    with pytest.raises(Invalid, match="your own address"):
        give(workshop, ada, ada.email.upper())


def test_an_account_that_nobody_has_proven_gets_it_once_somebody_has(visitor, workshop, give, ada, new_person, mails):
    squatter = new_person("mallory", "student")  # registered the address, never proved it
    give(workshop, ada, squatter.email)
    run_jobs()
    assert not has_seat(squatter, workshop)
    letter = mails("has a gift for you")[-1].get_body(("plain",)).get_content()
    link = path_of(re.search(r"http://\S+/gifts/[\w.-]+", letter)[0])
    token = re.findall(r'name="csrf_token" value="([^"]+)"', visitor.get(link).text)[0]
    assert visitor.post(link, data={"csrf_token": token}).status_code == 303
    run_jobs()
    assert not has_seat(squatter, workshop)
    assert mails("Choose a new password")
    squatter.is_verified = True
    db.session.commit()
    visitor.post(link, data={"csrf_token": token})
    assert has_seat(squatter, workshop)


def test_the_giver_reads_the_same_whether_they_have_an_account_or_not(
    visit, demo, client, workshop, give, ada, new_person
):
    proven = new_person("caro", "student")
    proven.is_verified = True
    db.session.commit()
    told = set()
    for email in (proven.email, new_person("dora", "student").email, address()):
        pledge = give(workshop, ada, email)
        run_jobs()
        page = visit(demo).sign_in(ada).get(f"/pledges/{pledge.public_id}").text
        shown = re.search(r"<p><strong>A gift for.*?</div>", page, re.S)[0].replace(email, "…")
        data = client(ada)("GET", f"/pledges/{pledge.id}/").json["data"]["gift"]
        told.add((shown, tuple(data), data["told_at"] is not None, data["recipient_name"]))
    assert len(told) == 1


def test_a_stranger_makes_a_gift_and_the_recipient_opens_it(visitor, workshop, sandbox, mails):
    plain = visitor.get(f"/projects/{workshop.slug}/pledge").text
    assert "Make it a gift" in plain and "recipient_email" not in plain
    form = fields_of(visitor.get(f"/projects/{workshop.slug}/pledge?gift=1")) | {"reward_id": "0", "amount": "25.00"}
    form |= {"email": address(), "name": "Ada Lovelace"}
    wrong = visitor.post(f"/projects/{workshop.slug}/pledges", data=form)
    assert wrong.status_code == 422
    form |= {"recipient_name": "Caroline Herschel", "recipient_email": address(), "gift_message": "Look <up>!"}
    answer = visitor.post(f"/projects/{workshop.slug}/pledges", data=form)
    assert answer.status_code == 303
    mine = visitor.get(path_of(visitor.get(path_of(sandbox.fill_in_card(answer.location))).location)).text
    assert "A gift for Caroline Herschel" in mine
    run_jobs()
    letter = mails("Ada Lovelace has a gift for you")[0]
    link = path_of(re.search(r"http://\S+/gifts/[\w.-]+", letter.get_body(("plain",)).get_content())[0])
    page = visitor.get(link)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Look &lt;up&gt;!" in page.text and "A seat in the course" in page.text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]
    assert visitor.post(link, data={"csrf_token": token}).status_code == 303
    run_jobs()
    assert mails("Your account at")
    assert visitor.get("/gifts/forged.x").status_code == 404


def test_nothing_public_names_who_is_given_something(visitor, client, workshop, give, ada):
    email = address()
    pledge = give(workshop, ada, email)
    pledge.is_anonymous = True
    db.session.commit()
    run_jobs()
    pages = [visitor.get(f"/projects/{workshop.slug}{part}").text for part in ("", "/figures", "/widget")]
    pages += [visitor.get(path).text for path in ("/", "/projects/", "/sitemap.xml", "/feed.xml")]
    ask = client()
    parts = ("", "rewards/", "updates/", "milestones/")
    pages += [ask("GET", f"/projects/{workshop.id}/{part}").text for part in parts]
    told = "\n".join(pages)
    assert "Anonymous" in told
    assert [secret for secret in (email, "Caroline", ada.name, ada.email) if secret in told] == []


def test_the_creator_sees_for_whom_it_is(visit, demo, nell, workshop, give, ada):
    pledge = give(workshop, ada, address())
    creator = visit(demo).sign_in(nell)
    assert pledge.gift.recipient_email in creator.get(f"/studio/projects/{workshop.id}/backers/{pledge.id}").text
    assert pledge.gift.recipient_email in creator.get(f"/studio/projects/{workshop.id}/backers.csv").text


def test_who_gets_the_parcel_hears_of_it(workshop, give, ada, letters):
    email = address()
    pledge = give(workshop, ada, email)
    run_jobs()
    mark_delivery(pledge, status="shipped", tracking="X1")
    run_jobs()
    assert (letters(known(email), "is on its way"), letters(ada, "is on its way")) == (1, 0)


def test_the_api_gives_and_changes_until_it_is_told(client, ada, telescope):
    gift = {"recipient_name": "Caroline", "recipient_email": address(), "message": "Look up"}
    body = {"project_id": telescope.id, "amount": 25_00, "payment_method": "pm_card_visa", "gift": gift}
    made = client(ada)("POST", "/pledges/", body, **{"Idempotency-Key": "k"})
    assert (made.status_code, made.json["data"]["is_gift"]) == (201, True)
    assert made.json["data"]["gift"]["told_at"] is None
    assert set(made.json["data"]["gift"]) == {"recipient_name", "recipient_email", "deliver_on", "told_at"}
    address_ = f"/pledges/{made.json['data']['id']}/"
    changed = client(ada)("PATCH", address_, {"gift": gift | {"recipient_name": "William"}})
    assert changed.json["data"]["gift"]["recipient_name"] == "William"
    assert client(ada)("POST", "/pledges/", body | {"gift": {}}, **{"Idempotency-Key": "l"}).status_code == 422


def test_the_giver_changes_the_gift_by_the_link_of_the_pledge(visitor, telescope, give, ada):
    pledge = give(telescope, ada, address())
    page = path_of(links.page_of(pledge.public_id, "gift"))
    token = re.findall(r'name="csrf_token" value="([^"]+)"', visitor.get(page).text)[0]
    fields = {"csrf_token": token, "recipient_name": "William", "recipient_email": "nonsense"}
    assert visitor.post(page, data=fields).status_code == 422
    assert visitor.post(page, data=fields | {"recipient_email": address()}).status_code == 303
    db.session.expire_all()
    assert db.session.scalars(select(Gift)).one().recipient_name == "William"
