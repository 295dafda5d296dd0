from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.crowdfunding.collecting.closing import close_project
from educrowd.blueprints.crowdfunding.collecting.recovering import cancel_pledge
from educrowd.blueprints.crowdfunding.launching.cancelling import cancel_project
from educrowd.blueprints.crowdfunding.matching.matched import matched
from educrowd.blueprints.crowdfunding.matching.matching import agree_with_card, invite_sponsor, stop_matching
from educrowd.blueprints.crowdfunding.models import Match, Pledge
from educrowd.blueprints.crowdfunding.models.errors import Frozen
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.core import ledger
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.payments import Payment, refund_payment
from tests.gateway import succeeded_at_provider
from tests.jobs import run_jobs


@pytest.fixture
def sponsor(demo):
    """`sponsor(telescope, cap=5_000_00)`: Acme has agreed; `card=""` leaves the invitation unanswered."""

    def agree(project, *, cap=100_00, name="Acme", card="visa", is_anonymous=False, **terms):
        email = f"{name.lower()}@example.org"
        terms.setdefault("percent", 100)
        match = invite_sponsor(project, email=email, sponsor_name=name, cap_amount=cap, **terms)
        if card:
            agree_with_card(match, payment_method=f"pm_card_{card}", is_anonymous=is_anonymous)
        db.session.commit()
        return match

    return agree


def pledge_of(match):
    return db.session.scalar(select(Pledge).where(Pledge.match_id == match.id))


# ---- what it comes to ------------------------------------------------------------------------------


def test_every_pledge_is_doubled_up_to_the_cap():
    assert matched([10_00, 25_50], percent=100, cap=100_00) == 35_50
    assert matched([90_00, 25_50], percent=100, cap=100_00) == 100_00


def test_shares_are_rounded_down_and_bounded_each():
    assert matched([99, 99], percent=50, cap=100_00) == 98
    assert matched([10_00, 500_00], percent=100, cap=100_00, per_pledge=20_00) == 30_00
    assert matched([1_055], percent=100, cap=100_00, step=10) == 1_050
    assert matched([], percent=100, cap=100_00) == 0


@given(
    st.lists(st.integers(1, 10**9), max_size=40),
    st.integers(1, 1000),
    st.integers(1, 10**10),
    st.none() | st.integers(1, 10**8),
)
def test_no_order_and_no_amount_brings_a_sponsor_above_the_cap(amounts, percent, cap, per_pledge):
    terms = {"percent": percent, "cap": cap, "per_pledge": per_pledge}
    total = matched(amounts, **terms)
    assert 0 <= total <= cap
    assert total == matched(sorted(amounts), **terms) <= matched([*amounts, 10_00], **terms)


# ---- until the end ---------------------------------------------------------------------------------


def test_a_sponsor_agrees_by_the_link_in_the_letter(telescope, visitor, mails, sandbox, sponsor):
    match = sponsor(telescope, card="")
    run_jobs()
    [letter] = mails("Will you match pledges")
    assert letter["To"] == "acme@example.org"
    assert links.sponsor_page_of(match.public_id) in letter.get_body(("plain",)).get_content()
    key = links.sponsor_key_of(match.public_id)
    page = visitor.get(f"/matches/{match.public_id}?key={key}").text
    assert "Acme doubles every pledge" in page and "$100.00" in page
    sent = visitor.submit(f"/matches/{match.public_id}/card?key={key}", is_anonymous="y")
    back = urlsplit(sandbox.fill_in_card(sent.location))
    visitor.get(f"{back.path}?{back.query}")
    run_jobs()
    db.session.expire_all()
    assert (match.state, match.is_anonymous, match.card.last4) == ("active", True, "4242")
    assert "an anonymous sponsor" not in page and "Acme" not in visitor.get(f"/projects/{telescope.slug}").text
    assert len(mails("You match pledges")) == len(mails("Acme matches pledges for")) == 1


def test_nobody_else_opens_the_sponsors_page(telescope, visitor, sponsor, visit, demo, ada):
    match = sponsor(telescope)
    for key in ("", "?key=wrong", f"?key={links.key_of(match.public_id)}"):
        assert visitor.get(f"/matches/{match.public_id}{key}").status_code == 404
    assert visit(demo).sign_in(ada).get(f"/matches/{match.public_id}").status_code == 404


def test_the_thermometer_shows_what_sponsors_add(telescope, back, ada, sponsor, visitor):
    sponsor(telescope, cap=50_00)
    back(telescope, ada, 30_00)
    page = visitor.get(f"/projects/{telescope.slug}").text
    assert "Acme doubles every pledge." in page and "$20 of $50 left" in page
    assert "$30 of it from sponsors" in page
    assert (telescope.raised.minor, telescope.percent) == (60_00, 60)


def test_only_pledges_in_the_window_are_matched(telescope, back, people, sponsor):
    ann, ben, cem = people(3)
    back(telescope, ann, 10_00)
    match = sponsor(telescope)
    back(telescope, ben, 20_00)
    stop_matching(match)
    db.session.commit()
    back(telescope, cem, 40_00)
    assert match.matched.minor == 20_00


def test_a_window_may_begin_before_the_sponsor_agreed(telescope, back, ada, sponsor):
    back(telescope, ada, 10_00)
    match = sponsor(telescope, starts_at=utcnow() - timedelta(hours=1), per_pledge_amount=4_00)
    assert match.matched.minor == 4_00


def test_what_was_agreed_stands(telescope, sponsor):
    match = sponsor(telescope)
    for change in (
        "cap_amount = 900000",
        "percent = 50",
        "counts_to_goal = false",
        "starts_at = now()",
        "state = 'invited'",
    ):
        with pytest.raises(DBAPIError):
            db.session.execute(text(f"UPDATE public.matches SET {change} WHERE id = {match.id}"))
        db.session.rollback()


def test_invitations_end_with_the_project(telescope, back, ada, sponsor, end):
    match = sponsor(telescope, card="")
    back(telescope, ada, 100_00)
    end(telescope)
    assert (match.state, pledge_of(match)) == ("withdrawn", None)
    with pytest.raises(Frozen):
        agree_with_card(match, payment_method="pm_card_visa", is_anonymous=False)
    with pytest.raises(Frozen):
        sponsor(telescope)


# ---- the end ---------------------------------------------------------------------------------------


def test_success_charges_the_sponsor_once_for_what_was_matched(telescope, back, ada, sponsor, end, mails):
    match = sponsor(telescope, cap=500_00)
    back(telescope, ada, 60_00)
    end(telescope)
    close_project(telescope.id)
    run_jobs()
    pledge = pledge_of(match)
    assert (match.state, match.matched.minor) == ("fulfilled", 60_00)
    assert (pledge.state, pledge.amount, pledge.user.email) == ("collected", 60_00, "acme@example.org")
    assert sorted(succeeded_at_provider(match.card.account)) == [60_00, 60_00]
    assert telescope.close_record.pledged_amount == telescope.raised.minor == 120_00
    assert telescope.state == "settled" and -ledger.balance("creator_payable", "USD") == 120_00
    assert len(mails("Your match for")) == 1


def test_the_cap_is_the_most_a_sponsor_pays(telescope, back, people, sponsor, end):
    match = sponsor(telescope, cap=45_00)
    for backer in people(3):
        back(telescope, backer, 30_00)
    end(telescope)
    assert pledge_of(match).amount == 45_00


def test_a_missed_goal_charges_no_sponsor(new_project, back, ada, sponsor, end, mails):
    telescope = new_project(goal=100_00)
    match = sponsor(telescope, cap=500_00)
    back(telescope, ada, 49_99)
    end(telescope)
    assert (telescope.state, match.state, match.matched.minor) == ("failed", "released", 0)
    assert pledge_of(match) is None and succeeded_at_provider(match.card.account) == []
    assert len(mails("nothing was charged")) == 1


def test_a_match_on_top_waits_for_backers_to_reach_the_goal(new_project, back, ada, people, sponsor, end):
    missed, reached = new_project("Missed", goal=100_00), new_project("Reached", goal=100_00)
    for project, amount in ((missed, 60_00), (reached, 100_00)):
        sponsor(project, cap=500_00, counts_to_goal=False)
        back(project, ada, amount)
        assert project.raised.minor == amount
        end(project)
    assert (missed.state, reached.state) == ("failed", "settled")
    assert reached.raised.minor == 200_00


def test_two_sponsors_add_up(telescope, back, ada, sponsor, end):
    acme, zeiss = sponsor(telescope, cap=20_00), sponsor(telescope, name="Zeiss", percent=50)
    back(telescope, ada, 60_00)
    assert telescope.raised.minor == 60_00 + 20_00 + 30_00
    end(telescope)
    assert (pledge_of(acme).amount, pledge_of(zeiss).amount) == (20_00, 30_00)


def test_a_pledge_taken_back_before_the_end_is_not_matched(telescope, back, ada, people, sponsor, end):
    match = sponsor(telescope, cap=500_00)
    back(telescope, people(1)[0], 100_00)
    gone = back(telescope, ada, 40_00)
    cancel_pledge(gone)
    db.session.commit()
    end(telescope)
    assert pledge_of(match).amount == 100_00


def test_refunds_reduce_a_match_before_its_charge_and_not_after(new_project, back, ada, people, sponsor, end):
    shop = new_project(goal=100_00, kind="keep_it_all")
    match = sponsor(shop, cap=500_00)
    first, second = back(shop, ada, 40_00), back(shop, people(1)[0], 30_00)
    run_jobs()
    refund_payment(first.payment, 15_00, reason="requested", key="before")
    run_jobs()
    assert match.matched.minor == 55_00
    end(shop)
    assert pledge_of(match).amount == 55_00
    refund_payment(second.payment, reason="requested", key="after")
    run_jobs()
    assert (second.state, pledge_of(match).state, pledge_of(match).amount) == ("refunded", "collected", 55_00)


def test_a_sponsor_may_back_the_project_too(telescope, back, sponsor, end):
    match = sponsor(telescope, cap=500_00)
    own = back(telescope, match.user, 60_00)
    end(telescope)
    assert (own.state, pledge_of(match).state, telescope.backers_count) == ("collected", "collected", 2)


def test_a_declined_sponsor_is_at_risk_as_any_backer(telescope, back, ada, sponsor, end, days_pass, mails):
    match = sponsor(telescope, cap=500_00, card="chargeCustomerFail")
    back(telescope, ada, 60_00)
    end(telescope)
    assert (pledge_of(match).state, telescope.at_risk.minor) == ("errored", 60_00)
    assert len(mails("needs you")) == 1
    days_pass(15)
    assert (pledge_of(match).state, telescope.state, telescope.collected.minor) == ("dropped", "settled", 60_00)


def test_a_cancelled_project_charges_no_sponsor(telescope, back, ada, sponsor):
    match, asked = sponsor(telescope), sponsor(telescope, name="Zeiss", card="")
    back(telescope, ada, 60_00)
    cancel_project(telescope, reason="The mirror broke.")
    db.session.commit()
    run_jobs()
    assert (match.state, asked.state) == ("released", "withdrawn")
    assert db.session.scalar(select(Payment.id)) is None


def test_the_database_lets_no_sponsor_pay_another_amount(telescope, back, ada, sponsor, end):
    match = sponsor(telescope, cap=500_00)
    back(telescope, ada, 60_00)
    end(telescope)
    other = f"INSERT INTO public.pledges (tenant_id, public_id, project_id, user_id, match_id, amount, currency, reserved_until) SELECT tenant_id, 'again', project_id, user_id, match_id, amount, currency, now() FROM public.pledges WHERE match_id = {match.id}"  # noqa: E501
    for wrong in (
        other,
        f"UPDATE public.pledges SET match_id = NULL WHERE match_id = {match.id}",
        f"UPDATE public.matches SET matched_amount = 1 WHERE id = {match.id}; UPDATE public.pledges SET amount = 1 WHERE match_id = {match.id}",  # noqa: E501
    ):
        with pytest.raises(DBAPIError):
            db.session.execute(text(wrong))
        db.session.rollback()


# ---- pages and API ---------------------------------------------------------------------------------


def test_creators_invite_and_take_back_in_the_studio(telescope, visit, demo, nell, mails):
    creator, path = visit(demo).sign_in(nell), f"/studio/projects/{telescope.id}/matches"
    terms = {
        "sponsor_name": "Acme",
        "email": "acme@example.org",
        "percent": "100",
        "cap": "5000",
        "counts_to_goal": "y",
    }
    assert "Invite a sponsor" in creator.get(path).text
    assert creator.submit(path, **terms).status_code == 303
    run_jobs()
    assert len(mails("Will you match")) == 1
    for wrong in (
        {"percent": "0"},
        {"percent": "1001"},
        {"cap": "0"},
        {"cap": "0.10"},
        {"email": "acme"},
        {"sponsor_name": ""},
        {"starts_at": "2026-02-01T10:00", "ends_at": "2026-01-01T10:00"},
    ):
        assert creator.submit(path, **terms | wrong).status_code == 422, wrong
    [match] = db.session.scalars(Match.of(telescope))
    assert creator.submit(f"/studio/matches/{match.id}/end").status_code == 303
    db.session.expire_all()
    assert "taken back" in creator.get(path).text and match.state == "withdrawn"


def test_a_sponsor_may_decline(telescope, visitor, sponsor, mails):
    match = sponsor(telescope, card="")
    key = links.sponsor_key_of(match.public_id)
    assert visitor.submit(f"/matches/{match.public_id}/refusal?key={key}").status_code == 303
    run_jobs()
    assert match.state == "withdrawn" and len(mails("does not match pledges")) == 1
    assert visitor.submit(f"/matches/{match.public_id}/card?key={key}").status_code == 303
    assert match.card is None


def test_matches_through_the_api(telescope, client, nell, ada, back, people):
    ada.is_verified = True
    db.session.commit()
    creator, sponsor, anybody = client(nell), client(ada), client()
    terms = {"email": ada.email, "sponsor_name": "Ada’s fund", "cap_amount": 50_00}
    made = creator("POST", f"/projects/{telescope.id}/matches/", terms)
    match = made.json["data"]
    assert (made.status_code, match["state"], match["percent"]) == (201, "invited", 100)
    assert anybody("GET", f"/projects/{telescope.id}/matches/").json["data"] == []
    assert anybody("GET", f"/matches/{match['id']}/").status_code == 404
    agreement = {"payment_method": "pm_card_visa", "is_anonymous": True}
    assert anybody("PUT", f"/matches/{match['id']}/agreement/", agreement).status_code == 401
    assert creator("PUT", f"/matches/{match['id']}/agreement/", agreement).status_code == 403
    agreed = sponsor("PUT", f"/matches/{match['id']}/agreement/", agreement).json["data"]
    assert (agreed["state"], agreed["sponsor_name"]) == ("active", "Ada’s fund")
    back(telescope, people(1)[0], 30_00)
    [seen] = anybody("GET", f"/projects/{telescope.id}/matches/").json["data"]
    assert (seen["sponsor"], seen["sponsor_name"], seen["matched_amount"]) == ("an anonymous sponsor", None, 30_00)
    assert anybody("GET", f"/projects/{telescope.id}/").json["data"]["matched_amount"] == 30_00
    assert sponsor("DELETE", f"/matches/{match['id']}/agreement/").status_code == 409
    assert sponsor("DELETE", f"/matches/{match['id']}/").status_code == 403
    assert creator("DELETE", f"/matches/{match['id']}/").status_code == 204
    for wrong in (
        {"cap_amount": 0},
        {"cap_amount": 1.5},
        {"percent": True},
        {"per_pledge_amount": -1},
        {"email": "ada"},
    ):
        assert creator("POST", f"/projects/{telescope.id}/matches/", terms | wrong).status_code == 422


def test_only_chargeable_caps_are_promised(telescope, sponsor):
    for wrong in (1, 10**15):
        with pytest.raises(Invalid):
            sponsor(telescope, cap=wrong)
