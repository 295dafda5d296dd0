import csv
import io

import pytest

from educrowd.blueprints.crowdfunding.backers.finding import backers_like
from educrowd.blueprints.crowdfunding.backers.forecasting import forecast, pace_of
from educrowd.core.db import db
from tests.jobs import run_jobs
from tests.queries import queries


@pytest.fixture
def crowd(telescope, back, people):
    """Five backers of the telescope; the third is called like a formula."""
    guests = people(5)
    guests[2].first_name, guests[2].last_name = "=cmd|'/c calc'!A1", "Mallory"
    db.session.commit()
    for number, guest in enumerate(guests):
        reward = telescope.rewards[0] if number < 2 else None
        back(telescope, guest, (number + 1) * 10_00, reward=reward)
    return guests


@pytest.fixture
def creator(visit, demo, nell):
    return visit(demo).sign_in(nell)


def list_of(project, **arguments) -> str:
    return f"/studio/projects/{project.id}/backers?" + "&".join(f"{k}={v}" for k, v in arguments.items())


def test_backers_are_found_by_words_state_and_reward(creator, telescope, crowd):
    everybody = creator.get(list_of(telescope)).text
    assert all(guest.email in everybody for guest in crowd)
    assert "$150.00 pledged" in everybody
    words = creator.get(list_of(telescope, q="mallory")).text
    assert crowd[2].email in words
    assert crowd[0].email not in words
    with_postcard = creator.get(list_of(telescope, reward=telescope.rewards[0].id)).text
    assert "$30.00 pledged" in with_postcard
    assert "$120.00 pledged" in creator.get(list_of(telescope, reward=0)).text
    assert "Nobody like that" in creator.get(list_of(telescope, state="collected")).text


def test_they_are_sorted_by_amount(creator, telescope, crowd):
    page = creator.get(list_of(telescope, sort="amount")).text
    places = [page.index(guest.email) for guest in reversed(crowd)]
    assert places == sorted(places)


@pytest.mark.parametrize("nonsense", [{"state": "rich"}, {"reward": "999999"}, {"sort": "fate"}, {"q": "x" * 200}])
def test_nonsense_in_a_filter_is_said(creator, telescope, crowd, nonsense):
    assert creator.get(list_of(telescope, **nonsense)).status_code == 422


def test_a_list_of_many_asks_no_more_questions(creator, telescope, crowd, back, people):
    creator.get(list_of(telescope))
    with queries() as few:
        creator.get(list_of(telescope))
    for guest in people(10):
        back(telescope, guest, 10_00)
    with queries() as many:
        creator.get(list_of(telescope))
    assert len(many) <= len(few) + 1


def test_the_csv_has_who_is_shown_and_runs_no_formula(creator, telescope, crowd):
    answer = creator.get(list_of(telescope, reward=0, sort="oldest").replace("backers?", "backers.csv?"))
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["email"] for row in rows] == [guest.email for guest in crowd[2:]]
    assert rows[0]["backer"].startswith("'=cmd")
    assert rows[0]["amount"] == "3000"


def test_a_backers_page_tells_all_that_happened(creator, telescope, crowd, end):
    pledge = db.session.scalars(backers_like(telescope, sort="oldest")).first()
    end(telescope)
    page = creator.get(f"/studio/projects/{telescope.id}/backers/{pledge.id}").text
    assert "the card was saved" in page
    assert "the card was charged" in page
    assert pledge.payment.charge_id in page


def test_strangers_see_neither_list_nor_backer(visit, demo, telescope, crowd, ada, new_person):
    other = visit(demo).sign_in(new_person("carl", "creator"))
    for path in ("backers", "backers.csv", "figures"):
        assert other.get(f"/studio/projects/{telescope.id}/{path}").status_code == 403
        assert visit(demo).sign_in(ada).get(f"/studio/projects/{telescope.id}/{path}").status_code == 403


def test_a_backer_of_another_project_is_not_found(creator, telescope, crowd, new_project, back, people):
    other = new_project("Other")
    pledge = back(other, people(1)[0], 10_00)
    assert creator.get(f"/studio/projects/{telescope.id}/backers/{pledge.id}").status_code == 404


def test_the_figures_show_the_days_and_no_guess_on_the_first(creator, telescope, crowd):
    page = creator.get(f"/studio/projects/{telescope.id}/figures").text
    assert "The way to the goal" in page
    assert "fewer would be guessing" in page
    assert pace_of(telescope).amounts[-1] == 150_00


def test_a_forecast_goes_on_like_the_last_days():
    week = [100, 200, 300, 400, 500, 600, 700]
    seen = forecast([*week, 50], days_left=2)
    assert (seen.low, seen.middle, seen.high, seen.days) == (2850 + 400, 2850 + 800, 2850 + 1200, 7)
    assert forecast([10_000, *week, 50], days_left=0) is None
    assert forecast([100, 200, 50], days_left=5) is None
    assert forecast([0, 0, 0, 0], days_left=5).high == 0


def test_backers_and_figures_through_the_api(client, nell, ada, telescope, crowd):
    creator = client(nell)
    found = creator("GET", f"/pledges/?project_id={telescope.id}&q=mallory").json["data"]
    assert [pledge["user_id"] for pledge in found] == [crowd[2].id]
    figures = creator("GET", f"/projects/{telescope.id}/figures/").json["data"]
    assert (figures["days"][-1]["amount"], figures["forecast"]) == (150_00, None)
    assert client(ada)("GET", f"/projects/{telescope.id}/figures/").status_code == 403


def test_every_number_of_the_books_opens_its_entries(visit, demo, owner, telescope, crowd, end):
    end(telescope)
    run_jobs()
    staff = visit(demo).sign_in(owner)
    account = f"/studio/money/accounts/USD/project_funds:{telescope.id}"
    assert account in staff.get("/studio/money").text
    page = staff.get(account).text
    assert page.count("Charge</span>") == 5
    made = page.split("/studio/money/transactions/")[-1].split('"')[0]
    shown = staff.get(f"/studio/money/transactions/{made}").text
    assert f"/studio/projects/{telescope.id}/backers/" in shown
    assert "No entries" in staff.get(f"{account}?since=2001-01-01&until=2001-12-31").text
    assert staff.get(f"{account}?since=soon").status_code == 422
    rows = list(csv.DictReader(io.StringIO(staff.get(f"{account}.csv").text)))
    assert sum(int(row["credit"] or 0) for row in rows) == 150_00


def test_the_books_are_for_those_who_may_read_money(visit, demo, nell, telescope, owner):
    creator = visit(demo).sign_in(nell)
    for path in ("accounts/USD/psp_balance", "accounts/USD/psp_balance.csv", "transactions/1"):
        assert creator.get(f"/studio/money/{path}").status_code == 403
    assert visit(demo).sign_in(owner).get("/studio/money/accounts/USD/nothing").status_code == 404


def test_a_project_that_nobody_backs_yet_says_so_and_blames_no_search(visit, demo, telescope, nell):
    creator = visit(demo).sign_in(nell)
    assert "No backers yet" in creator.get(list_of(telescope)).text
    assert "Nobody like that" in creator.get(list_of(telescope, q="zoe")).text
