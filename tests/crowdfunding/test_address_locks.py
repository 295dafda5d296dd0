"""From a day on addresses stand: backers are warned by mail, and a single one may be let in again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from educrowd.blueprints.crowdfunding.collecting.looking_after import look_after_surveys
from educrowd.blueprints.crowdfunding.models import AddressLock, PledgeLetter
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.blueprints.crowdfunding.pledging.changing import send_to
from educrowd.blueprints.crowdfunding.rewards.address_locking import lock_addresses, release_addresses
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from tests.crowdfunding.test_pages import path_of
from tests.crowdfunding.test_surveys import HOME, shirts  # noqa: F401
from tests.jobs import run_jobs


@pytest.fixture
def creator(visit, demo, nell):
    return visit(demo).sign_in(nell)


@pytest.fixture
def warned(mails, parcel):
    """The warnings that Ada got; who has not paid yet, but may still, is warned as well."""
    return lambda: [letter for letter in mails("is your address right?") if letter["To"] == parcel.user.email]


@pytest.fixture
def parcel(shirts):  # noqa: F811
    """Ada's pledge for a shirt, paid; it knows where to go."""
    pledge = shirts.paid[0]
    send_to(pledge, **HOME)
    db.session.commit()
    return pledge


def day(ahead: int):
    return (utcnow() + timedelta(days=ahead)).date()


def days_pass(days: float) -> None:
    """The lock comes nearer, and what is due then is done."""
    nearer = {"days": timedelta(days=days)}
    db.session.execute(text("UPDATE public.address_locks SET locks_at = locks_at - :days"), nearer)
    db.session.commit()
    look_after_surveys()
    run_jobs()


def test_a_creator_sets_the_day_changes_it_and_takes_it_back(creator, shirts, parcel):  # noqa: F811
    page = f"/studio/projects/{shirts.id}/address-lock"
    assert creator.submit(page, locks_on=str(day(1))).status_code == 422
    assert creator.submit(page, locks_on="9999-12-31").status_code == 422
    assert creator.submit(page, locks_on="").status_code == 422
    assert creator.submit(page, locks_on=str(day(20))).status_code == 303
    assert f'value="{day(20)}"' in creator.get(f"/studio/projects/{shirts.id}/surveys").text
    creator.submit(page, locks_on=str(day(30)))
    db.session.expire_all()
    assert AddressLock.of(shirts).locks_at.date() == day(31)
    creator.submit(f"{page}/removal")
    db.session.expire_all()
    assert AddressLock.of(shirts) is None


def test_backers_are_warned_a_week_and_a_day_before_and_once_each(shirts, warned):  # noqa: F811
    lock_addresses(shirts, on=day(19))
    days_pass(0)
    assert warned() == []
    days_pass(13)
    days_pass(0)
    [first] = warned()
    assert "Am Kanal 1" in first.get_body(("plain",)).get_content()
    days_pass(6)
    assert len(warned()) == 2
    days_pass(2)
    assert len(warned()) == 2


def test_after_an_outage_the_last_warning_speaks_for_both(shirts, warned):  # noqa: F811
    lock_addresses(shirts, on=day(19))
    days_pass(19)
    assert {letter.step for letter in db.session.query(PledgeLetter)} == {1}
    assert len(warned()) == 1


def test_another_day_is_another_warning_and_none_is_sent_for_a_lock_that_was_taken_back(
    shirts,  # noqa: F811
    warned,
):
    lock_addresses(shirts, on=day(5))
    look_after_surveys()
    release_addresses(shirts)
    run_jobs()
    assert warned() == []
    lock_addresses(shirts, on=day(6))
    days_pass(0)
    assert len(warned()) == 1


def test_an_address_that_stands_is_shown_and_changes_only_for_who_is_let_in(
    shirts,  # noqa: F811
    parcel,
    creator,
    visitor,
    client,
    ada,
    nell,
):
    lock_addresses(shirts, on=day(5))
    days_pass(7)
    page = path_of(links.page_of(parcel.public_id))
    form = page.replace("?", "/address?")
    shown = visitor.get(page).text
    assert "Am Kanal 1" in shown and "Addresses stand now" in shown and "Change the address" not in shown
    moved = HOME | {"line1": "Am Ufer 2"}
    assert (visitor.get(form).status_code, visitor.submit(form, **moved).status_code) == (409, 409)
    assert client(ada)("PATCH", f"/pledges/{parcel.id}/", {"address": moved}).status_code == 409
    creator.submit(f"/studio/projects/{shirts.id}/backers/{parcel.id}/unlock")
    assert visitor.submit(form, **moved).status_code == 303
    assert client(nell)("DELETE", f"/pledges/{parcel.id}/unlock/").status_code == 204
    assert visitor.submit(form, **HOME).status_code == 409
    db.session.expire_all()
    assert parcel.address.line1 == "Am Ufer 2"


def test_only_who_has_paid_is_let_in(shirts, creator, client, nell):  # noqa: F811
    bob = shirts.paid[2]
    assert creator.submit(f"/studio/projects/{shirts.id}/backers/{bob.id}/unlock").status_code == 303
    assert client(nell)("PUT", f"/pledges/{bob.id}/unlock/").status_code == 409


def test_locks_through_the_api(client, nell, ada, new_person, shirts, parcel):  # noqa: F811
    creator, here = client(nell), f"/projects/{shirts.id}/address-lock/"
    assert creator("GET", here).status_code == 404
    assert creator("PUT", here, {"locks_on": "soon"}).status_code == 422
    assert creator("PUT", here, {"locks_on": str(day(0))}).json["errors"][0]["field"] == "locks_on"
    set_to = creator("PUT", here, {"locks_on": str(day(9))}).json["data"]
    assert creator("GET", here).json["data"] == set_to and not set_to["is_over"]
    for person in (ada, new_person("carl", "creator")):
        assert client(person)("PUT", here, {"locks_on": str(day(9))}).status_code == 403
    assert client(new_person("cora", "creator"))("PUT", f"/pledges/{parcel.id}/unlock/").status_code == 404
    assert creator("PUT", f"/pledges/{parcel.id}/unlock/").status_code == 204
    assert creator("PUT", f"/pledges/{parcel.id}/unlock/").status_code == 204
    assert creator("DELETE", here).status_code == 204


def test_a_lock_that_is_set_does_not_stand_in_the_way_of_a_draft(telescope, back, ada):
    with pytest.raises(Refused, match="two days"):
        lock_addresses(telescope, on=day(0))
    lock_addresses(telescope, on=day(3))
    assert back(telescope, ada, 20_00).state == "active"
