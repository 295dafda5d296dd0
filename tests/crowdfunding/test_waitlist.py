"""Who waits for a reward that is gone: in order, kept for a day, then on to the next."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.crowdfunding.collecting.recovering import cancel_pledge
from educrowd.blueprints.crowdfunding.launching.creating import add_reward, change_reward
from educrowd.blueprints.crowdfunding.models import Pledge, Reward, RewardVariant, WaitlistEntry
from educrowd.blueprints.crowdfunding.models.errors import InStock, PlaceLapsed, ProjectClosed, SoldOut
from educrowd.blueprints.crowdfunding.pledging.cards import open_another_card_page
from educrowd.blueprints.crowdfunding.pledging.changing import change_pledge
from educrowd.blueprints.crowdfunding.pledging.expiring import expire_drafts
from educrowd.blueprints.crowdfunding.pledging.pledging import pledge_with_card, start_pledge
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.blueprints.crowdfunding.waitlists import links as waitlist_links
from educrowd.blueprints.crowdfunding.waitlists.waiting import confirm, end_lapsed_places, join, leave
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.payments.checking import findings
from tests.conftest import unique
from tests.crowdfunding.test_pages import fields_of, path_of
from tests.jobs import run_jobs
from tests.queries import queries


@pytest.fixture
def plaque(telescope) -> Reward:
    """There is one, and bob has it."""
    reward = add_reward(telescope, title="Plaque", amount=20_00, quantity=1)
    db.session.commit()
    return reward


@pytest.fixture
def bobs(telescope, back, people, plaque) -> Pledge:
    return back(telescope, people(1)[0], 20_00, reward=plaque)


@pytest.fixture
def wait(demo):
    """`wait(plaque, ada)` puts her in line."""

    def stand(reward: Reward, *persons: User, variant: RewardVariant | None = None):
        entries = [join(reward, person, variant=variant, is_proven=True) for person in persons]
        db.session.commit()
        return entries if len(entries) > 1 else entries[0]

    return stand


@pytest.fixture
def day_passes(database_urls):
    """What is kept was kept a day ago: only a superuser can, for everybody else it is frozen."""
    superuser = create_engine(database_urls.superuser)

    def pass_() -> None:
        db.session.commit()
        with superuser.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            earlier = (
                "UPDATE public.waitlist_entries SET reserved_until = now() - interval '1 s' WHERE state = 'offered'"
            )
            connection.execute(text(earlier))
        db.session.expire_all()

    yield pass_
    superuser.dispose()


def states(*entries: WaitlistEntry) -> list[str]:
    db.session.commit()
    db.session.expire_all()
    return [entry.state for entry in entries]


def test_what_comes_free_is_kept_for_who_came_first_and_for_nobody_else(
    telescope, back, bobs, plaque, wait, people, letters
):
    ada, cleo, dora = people(3)
    first, second = wait(plaque, ada, cleo)
    cancel_pledge(bobs)
    db.session.commit()
    assert states(first, second) == ["offered", "waiting"]
    assert first.reserved_until - first.offered_at == timedelta(hours=1) - (
        first.offered_at - telescope.launched_at
    ) or (first.reserved_until <= telescope.deadline)
    assert (plaque.taken, plaque.is_sold_out) == (1, True)
    with pytest.raises(SoldOut):
        back(telescope, dora, 20_00, reward=plaque)
    db.session.rollback()
    run_jobs()
    assert (letters(ada, "is kept for you"), letters(cleo, "is kept for you")) == (1, 0)


def test_a_place_is_kept_for_a_day_but_not_past_the_end(new_project, back, people, wait, plaque, bobs):
    long = new_project("Long", ends_in=40 * 86400)
    card = add_reward(long, title="Card", amount=10_00, quantity=1)
    ada, cleo = people(2)
    pledge = back(long, ada, 10_00, reward=card)
    far, near = wait(card, cleo), wait(plaque, cleo)
    cancel_pledge(pledge), cancel_pledge(bobs)
    db.session.commit()
    assert abs(far.reserved_until - far.offered_at - timedelta(hours=24)) < timedelta(seconds=1)
    assert near.reserved_until == plaque.project.deadline


def test_who_does_not_come_in_time_loses_the_place_to_the_next(bobs, plaque, wait, people, day_passes, letters):
    first, second = wait(plaque, *people(2))
    cancel_pledge(bobs)
    run_jobs()
    end_lapsed_places()
    assert states(first, second) == ["offered", "waiting"]
    day_passes()
    end_lapsed_places()
    run_jobs()
    assert (states(first, second), plaque.taken) == (["lapsed", "offered"], 1)
    assert letters(first.user, "went on to the next") == 1
    assert letters(second.user, "is kept for you") == 1


def test_who_pledges_in_time_has_it(telescope, back, bobs, plaque, wait, ada):
    entry = wait(plaque, ada)
    cancel_pledge(bobs)
    db.session.commit()
    wish = Wish(20_00, "token-of-ada", plaque, places=(entry,))
    pledge = pledge_with_card(telescope, ada, wish, payment_method="pm_card_visa")
    db.session.commit()
    assert (pledge.state, states(entry), plaque.taken) == ("active", ["taken"], 1)
    assert entry.pledge_id == pledge.id


def test_the_database_clock_says_when_it_is_too_late(telescope, bobs, plaque, wait, ada, day_passes, time_machine):
    entry = wait(plaque, ada)
    cancel_pledge(bobs)
    day_passes()
    time_machine.move_to(utcnow() - timedelta(hours=2), tick=True)
    assert entry.is_kept
    with pytest.raises(PlaceLapsed):
        wish = Wish(20_00, "late-for-ada", plaque, places=(entry,))
        pledge_with_card(telescope, ada, wish, payment_method="pm_card_visa")
    db.session.rollback()
    assert (states(entry), plaque.taken) == (["offered"], 1)


def test_a_draft_from_a_kept_place_lasts_as_long_as_the_place(telescope, bobs, plaque, wait, ada, day_passes, sandbox):
    entry = wait(plaque, ada)
    cancel_pledge(bobs)
    draft = start_pledge(telescope, ada, Wish(20_00, "draft-of-ada", plaque, places=(entry,)), page_of=lambda it: it)
    db.session.commit()
    assert draft.reserved_until == entry.reserved_until
    assert draft.reserved_until > utcnow() + timedelta(minutes=50)


def test_every_way_out_of_a_pledge_frees_its_reward_for_who_waits(
    new_project, back, visit_card_page, people, wait, end, days_pass
):
    project = new_project(kind="keep_it_all", ends_in=40 * 86400)
    plaque = add_reward(project, title="Plaque", amount=20_00, quantity=4)
    ann, ben, cid, dan, *waiting = people(8)
    draft = visit_card_page(project, ann, 20_00, reward=plaque)
    declined = back(project, ben, 20_00, reward=plaque, card="chargeCustomerFail")
    run_jobs()
    assert declined.state == "errored"
    live = new_project("Second")
    other = add_reward(live, title="Other", amount=5_00, quantity=1)
    swapped = back(live, cid, 5_00, reward=other)
    for person in (cid, dan):
        visit_card_page(project, person, 20_00, reward=plaque)
    entries = wait(plaque, *waiting[:3])
    last = wait(other, waiting[3])

    draft.reserved_until = utcnow() - timedelta(seconds=1)
    expire_drafts()  # the card never came
    assert states(*entries) == ["offered", "waiting", "waiting"]
    days_pass(15)  # nobody paid in time
    assert declined.state == "dropped"
    assert states(*entries) == ["offered", "offered", "waiting"]
    change_reward(plaque, quantity=5)  # the creator found one more
    assert states(*entries) == ["offered", "offered", "offered"]
    change_pledge(swapped, Wish(10_00, reward=live.rewards[-1]))  # changed to another reward
    assert (states(last), other.taken) == (["offered"], 1)
    assert findings() == []


def test_a_dropped_pledge_cannot_take_back_what_is_kept_for_somebody_else(
    new_project, back, ada, people, end, days_pass, wait, sandbox
):
    project = new_project(kind="keep_it_all", ends_in=40 * 86400)
    plaque = add_reward(project, title="Plaque", amount=20_00, quantity=1)
    pledge = back(project, ada, 20_00, reward=plaque, card="chargeCustomerFail")
    run_jobs()
    entry = wait(plaque, *people(1))
    days_pass(15)
    assert (pledge.state, states(entry)) == ("dropped", ["offered"])
    assert not pledge.can_pay_late
    with pytest.raises(Refused):
        open_another_card_page(pledge, page_of=lambda public_id, card: "http://x/")


def test_leaving_gives_what_was_kept_to_the_next(bobs, plaque, wait, people):
    first, second, third = wait(plaque, *people(3))
    leave(second)
    cancel_pledge(bobs)
    assert states(first, second, third) == ["offered", "left", "waiting"]
    leave(first)
    leave(first)
    assert (states(first, third), plaque.taken) == (["left", "offered"], 1)


def test_a_variant_is_kept_for_who_waits_for_it(telescope, back, people, wait):
    shirt = add_reward(telescope, title="Shirt", amount=30_00)
    shirt.variants = [RewardVariant(label="S", quantity=1), RewardVariant(label="M", quantity=1)]
    db.session.commit()
    small, medium = shirt.variants
    ann, ben, cid, dan = people(4)
    pledges = {}
    for person, variant in ((ann, small), (ben, medium)):
        wish = Wish(30_00, f"shirt-{variant.label}-{person.id}", shirt, variant=variant)
        pledges[variant.label] = pledge_with_card(telescope, person, wish, payment_method="pm_card_visa")
    db.session.commit()
    with pytest.raises(Invalid):
        join(shirt, cid, variant=None, is_proven=True)
    wants_small, wants_medium = wait(shirt, cid, variant=small), wait(shirt, dan, variant=medium)
    cancel_pledge(pledges["M"])
    assert states(wants_small, wants_medium) == ["waiting", "offered"]
    medium.grow(2)
    assert (shirt.taken, medium.taken, small.taken) == (2, 1, 1)
    with pytest.raises(InStock):
        join(shirt, ben, variant=medium, is_proven=True)
    assert findings() == []


def test_positions_follow_the_order_of_confirming(bobs, plaque, people, wait):
    ann, ben, cid = people(3)
    unproven = join(plaque, ann, variant=None, is_proven=False)
    first, _ = wait(plaque, ben, cid)
    confirm(unproven)
    db.session.commit()
    in_line = db.session.scalars(
        WaitlistEntry.in_line().order_by(WaitlistEntry.id).execution_options(populate_existing=True)
    ).all()
    assert [(entry.user_id, entry.position) for entry in in_line] == [(ann.id, 3), (ben.id, 1), (cid.id, 2)]
    leave(first)
    positions = db.session.scalars(WaitlistEntry.in_line().execution_options(populate_existing=True)).all()
    assert {entry.user_id: entry.position for entry in positions} == {ann.id: 2, ben.id: None, cid.id: 1}


def test_nobody_waits_for_what_is_there_or_over(telescope, new_project, back, plaque, bobs, ada, pass_deadline, wait):
    with pytest.raises(InStock):
        join(telescope.rewards[0], ada, variant=None, is_proven=True)
    with pytest.raises(Refused, match="already"):
        join(plaque, bobs.user, variant=None, is_proven=True)
    db.session.rollback()
    pass_deadline(telescope)
    with pytest.raises(ProjectClosed):
        join(plaque, ada, variant=None, is_proven=True)


def test_after_the_end_nothing_is_offered(telescope, new_project, back, people, wait, end):
    project = new_project("Short", goal=500_00)
    card = add_reward(project, title="Card", amount=10_00, quantity=1)
    ann, ben = people(2)
    back(project, ann, 10_00, reward=card)
    entry = wait(card, ben)
    end(project)
    assert (project.state, states(entry), card.taken) == ("failed", ["waiting"], 0)


def test_an_unproven_address_blocks_nothing(bobs, plaque, people, wait, letters):
    stranger, ada = people(2)
    typed = join(plaque, stranger, variant=None, is_proven=False)
    entry = wait(plaque, ada)
    cancel_pledge(bobs)
    run_jobs()
    assert states(typed, entry) == ["unconfirmed", "offered"]
    assert letters(stranger, "Wait for") == 1


def test_a_guest_joins_confirms_takes_the_place_and_pledges(visitor, telescope, bobs, plaque, mails, sandbox):
    address = f"/projects/{telescope.slug}/rewards/{plaque.id}/waitlist"
    assert "Join the waitlist" in visitor.get(f"/projects/{telescope.slug}").text
    form = visitor.get(address)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', form.text)[0]
    email = f"{unique('grace')}@example.org"
    answer = visitor.post(address, data={"email": email, "name": "Grace Hopper", "csrf_token": token})
    assert answer.status_code == 303
    assert "Look into your mailbox" in visitor.get(answer.location).text
    run_jobs()
    link = path_of(
        re.search(r"http://\S+/waitlist/[\w.-]+", mails("Wait for")[0].get_body(("plain",)).get_content())[0]
    )
    entry = db.session.scalars(select(WaitlistEntry)).one()
    assert "Yes, put me in line" in visitor.get(link).text
    assert states(entry) == ["unconfirmed"]  # looking confirms nothing
    assert visitor.post(link, data={"csrf_token": token}).status_code == 303
    assert "You are number 1" in visitor.get(link).text
    cancel_pledge(bobs)
    run_jobs()
    letter = mails("is kept for you")[0].get_body(("plain",)).get_content()
    take = path_of(re.search(r"http://\S+/pledge\?place=[\w.-]+", letter)[0])
    page = visitor.get(take)
    assert "Kept for you" in page.text
    form = fields_of(page)
    assert form["reward_id"] == str(plaque.id)
    assert "email" not in form
    answer = visitor.post(f"/projects/{telescope.slug}/pledges", data=form)
    assert answer.status_code == 303
    page = visitor.get(path_of(visitor.get(path_of(sandbox.fill_in_card(answer.location))).location))
    assert "Your pledge counts" in page.text
    db.session.expire_all()
    pledge = db.session.scalars(select(Pledge).where(Pledge.id != bobs.id)).one()
    assert (pledge.user.email, pledge.state, plaque.taken) == (email, "active", 1)
    assert visitor.get(take).location.endswith(link)
    assert "You have taken it" in visitor.get(link).text


def test_joining_tells_nobody_who_has_an_account_or_waits_already(visitor, client, telescope, bobs, plaque, ada, wait):
    address = f"/projects/{telescope.slug}/rewards/{plaque.id}/waitlist"
    token = re.findall(r'name="csrf_token" value="([^"]+)"', visitor.get(address).text)[0]
    wait(plaque, ada)
    backer, stranger = bobs.user.email, f"{unique('eve')}@example.org"
    pages, answers = set(), set()
    for email in (ada.email, backer, stranger):
        answer = visitor.post(address, data={"email": email, "name": "Eve", "csrf_token": token})
        pages.add((answer.status_code, answer.location, visitor.get(answer.location).text))
        told = client()("POST", f"/rewards/{plaque.id}/waitlist/", {"email": email, "name": "Eve"})
        answers.add((told.status_code, told.json["success"], told.json["data"]))
    assert len(pages) == 1
    assert answers == {(202, True, None)}


@pytest.mark.parametrize("token", ["x", "MQ.forged", "a.b"])
def test_a_link_that_we_did_not_make_opens_nothing(visitor, telescope, token):
    assert visitor.get(f"/waitlist/{token}").status_code == 404
    assert visitor.get(f"/projects/{telescope.slug}/pledge?place={token}").location == f"/waitlist/{token}"
    csrf = re.findall(r'name="csrf_token" value="([^"]+)"', visitor.get(f"/projects/{telescope.slug}/pledge").text)[0]
    assert visitor.post(f"/waitlist/{token}/end", data={"csrf_token": csrf}).status_code == 404


def test_a_link_is_good_on_its_own_site_only(visit, new_site, bobs, plaque, wait, ada):
    link = path_of(waitlist_links.page_of(wait(plaque, ada)))
    assert visit(new_site("atelier")).get(link).status_code == 404


def test_a_backer_changes_the_pledge_for_what_is_kept(
    visit, demo, visitor, telescope, back, bobs, plaque, wait, ada, mails
):
    pledge = back(telescope, ada, 10_00, reward=telescope.rewards[0])
    entry = wait(plaque, ada)
    cancel_pledge(bobs)
    run_jobs()
    letter = mails("is kept for you")[0].get_body(("plain",)).get_content()
    change = path_of(re.search(r"http://\S+/change\?\S+[\w]", letter)[0])
    page = visitor.get(change)
    assert "Kept for you" in page.text
    form = fields_of(page)
    assert (form["reward_id"], form["amount"]) == (str(plaque.id), "20.00")
    assert visitor.post(change, data=form).status_code == 303
    db.session.expire_all()
    assert (pledge.amount, pledge.reward_id, states(entry)) == (20_00, plaque.id, ["taken"])
    assert (plaque.taken, telescope.rewards[0].taken) == (1, 0)
    # And the link that leads to a new pledge leads there, too.
    assert visit(demo).get(path_of(waitlist_links.pledge_page_of(entry))).status_code == 303


def test_a_place_by_link_needs_the_log_in_of_an_account_that_nobody_has_proven(
    visitor, telescope, bobs, plaque, wait, ada
):
    entry = wait(plaque, ada)  # ada registered, and has never shown that the address is hers
    cancel_pledge(bobs)
    db.session.commit()
    form = fields_of(visitor.get(path_of(waitlist_links.pledge_page_of(entry))))
    answer = visitor.post(f"/projects/{telescope.slug}/pledges", data=form)
    assert (answer.status_code, "has an account" in answer.text) == (422, True)


def test_a_place_is_good_for_its_own_project_and_reward_alone(
    visitor, new_project, telescope, bobs, plaque, wait, people
):
    entry = wait(plaque, *people(1))
    cancel_pledge(bobs)
    other = new_project("Other")
    token = waitlist_links.token_of(entry)
    assert visitor.get(f"/projects/{other.slug}/pledge?place={token}").location == f"/waitlist/{token}"
    postcard = telescope.rewards[0]
    form = fields_of(visitor.get(f"/projects/{telescope.slug}/pledge?place={token}")) | {"reward_id": str(postcard.id)}
    assert visitor.post(f"/projects/{telescope.slug}/pledges", data=form).status_code == 303
    assert states(entry) == ["offered"]  # another reward was chosen: the place stays


def test_a_member_sees_the_places_in_the_account_and_leaves(visit, demo, bobs, plaque, ada):
    ada.is_verified = True
    db.session.commit()
    browser = visit(demo).sign_in(ada)
    address = f"/projects/{plaque.project.slug}/rewards/{plaque.id}/waitlist"
    answer = browser.submit(address)
    assert "You are number 1" in browser.get(answer.location).text
    assert browser.get(address).location == answer.location
    assert "Number 1" in browser.get("/account/pledges").text
    assert browser.submit(f"{answer.location}/end").status_code == 303
    assert "Number 1" not in browser.get("/account/pledges").text


def test_the_creator_sees_the_line_in_order_and_takes_it_away(visit, demo, nell, bobs, plaque, wait, people):
    ann, ben = people(2)
    wait(plaque, ben, ann)
    creator = visit(demo).sign_in(nell)
    page = f"/studio/projects/{plaque.project_id}/waitlist"
    shown = creator.get(page).text
    assert shown.index(ben.email) < shown.index(ann.email)
    lines = creator.get(f"{page}.csv").text.splitlines()
    assert [line.split(",")[0] for line in lines] == ["position", "1", "2"]
    assert ben.email in lines[1] and "Plaque" in lines[1]
    assert ben.email not in creator.get(f"{page}?reward={plaque.project.rewards[0].id}").text
    assert "2 waiting" in creator.get(f"/studio/projects/{plaque.project_id}/").text


def test_another_creator_sees_no_line(visit, demo, new_person, plaque, bobs, client):
    eve = new_person("eve", "creator")
    for path in (
        f"/studio/projects/{plaque.project_id}/waitlist",
        f"/studio/projects/{plaque.project_id}/waitlist.csv",
    ):
        assert visit(demo).sign_in(eve).get(path).status_code == 403
    assert client(eve)("GET", f"/rewards/{plaque.id}/waitlist/").status_code == 403


def test_the_line_costs_the_same_however_long_it_is(visit, demo, nell, bobs, plaque, wait, people):
    creator = visit(demo).sign_in(nell)
    wait(plaque, *people(2))
    page = f"/studio/projects/{plaque.project_id}/waitlist"
    with queries() as few:
        creator.get(page)
    wait(plaque, *people(6))
    with queries() as many:
        creator.get(page)
    assert len(many) == len(few)


def test_the_api_joins_shows_and_leaves(client, nell, ada, bobs, plaque):
    ada.is_verified = True
    db.session.commit()
    me = client(ada)
    made = me("POST", f"/rewards/{plaque.id}/waitlist/", {})
    assert (made.status_code, made.json["data"]["state"], made.json["data"]["position"]) == (201, "waiting", 1)
    assert made.headers["Location"].endswith(f"/waitlist/{made.json['data']['id']}/")
    mine = made.json["data"]["id"]
    assert [row["id"] for row in me("GET", "/waitlist/").json["data"]] == [mine]
    listed = client(nell)("GET", f"/rewards/{plaque.id}/waitlist/").json["data"]
    assert [(row["email"], row["position"]) for row in listed] == [(ada.email, 1)]
    assert client(nell)("GET", f"/waitlist/{mine}/").status_code == 404
    assert me("GET", f"/rewards/{plaque.id}/waitlist/").status_code == 403
    assert me("DELETE", f"/waitlist/{mine}/").status_code == 204
    assert me("GET", f"/waitlist/{mine}/").json["data"]["state"] == "left"
    there = me("POST", f"/rewards/{plaque.project.rewards[0].id}/waitlist/", {})
    assert (there.status_code, there.json["errors"][0]["code"]) == (409, "in_stock")


def test_the_api_takes_a_kept_place(client, telescope, bobs, plaque, wait, ada, people):
    entry = wait(plaque, ada)
    cancel_pledge(bobs)
    db.session.commit()
    body = {"project_id": telescope.id, "reward_id": plaque.id, "payment_method": "pm_card_visa"}
    stranger = client()("POST", "/pledges/", body | {"email": people(1)[0].email}, **{"Idempotency-Key": "a"})
    assert (stranger.status_code, stranger.json["errors"][0]["code"]) == (409, "sold_out")
    made = client(ada)("POST", "/pledges/", body, **{"Idempotency-Key": "b"})
    assert (made.status_code, states(entry), plaque.taken) == (201, ["taken"], 1)
    late = client()("POST", "/pledges/", body | {"place": waitlist_links.token_of(entry)}, **{"Idempotency-Key": "c"})
    assert (late.status_code, late.json["errors"][0]["code"]) == (409, "place_lapsed")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("state = 'taken'", "cannot go from waiting to taken"),
        ("state = 'unconfirmed'", "cannot go from waiting to unconfirmed"),
        ("user_id = user_id + 1", "frozen"),
    ],
)
def test_the_database_refuses_another_way_through_the_line(bobs, plaque, wait, ada, change, complaint):
    entry = wait(plaque, ada)
    with pytest.raises(DBAPIError, match=complaint):
        db.session.execute(text(f"UPDATE public.waitlist_entries SET {change} WHERE id = :id"), {"id": entry.id})
    db.session.rollback()


def test_the_checker_counts_kept_places_as_taken_stock(bobs, plaque, wait, ada):
    wait(plaque, ada)
    cancel_pledge(bobs)
    db.session.commit()
    assert findings() == []
    db.session.execute(text("UPDATE public.rewards SET taken = 0 WHERE id = :id"), {"id": plaque.id})
    db.session.commit()
    assert any(f"reward {plaque.id}: 0 taken, pledges hold 1" in finding for finding in findings())
    db.session.execute(text("UPDATE public.rewards SET taken = 1 WHERE id = :id"), {"id": plaque.id})
    db.session.commit()
