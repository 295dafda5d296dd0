"""Secret rewards: in no list, only for who has their link."""

from secrets import token_urlsafe

import pytest

from educrowd.blueprints.crowdfunding.launching.creating import add_reward, change_reward, renew_link
from educrowd.blueprints.crowdfunding.models import Reward
from educrowd.blueprints.crowdfunding.models.errors import Frozen
from educrowd.blueprints.crowdfunding.rewards import secret_links
from educrowd.core.db import db
from tests.crowdfunding.test_pages import fields_of, path_of


@pytest.fixture
def secret(telescope) -> Reward:
    """A dinner that only some are told of."""
    reward = add_reward(
        telescope, title="Dinner with Nell", amount=80_00, quantity=4, description="Six courses.", is_secret=True
    )
    db.session.commit()
    return reward


@pytest.fixture
def link(secret) -> str:
    return path_of(secret_links.link_to(secret))


@pytest.fixture
def key(secret) -> str:
    return secret_links.key_of(secret)


def test_no_public_page_and_no_public_answer_tells_of_it(visitor, client, telescope, secret, ada):
    pages = ("", "/pledge", "/figures", "/widget", "/follow", f"/pledge?reward={secret.id}")
    told = [visitor.get(f"/projects/{telescope.slug}{page}").text for page in pages]
    told += [visitor.get(page).text for page in ("/", "/projects/", "/projects/?q=dinner", "/sitemap.xml")]
    for person in (None, ada):
        ask = client(person)
        told += [ask("GET", f"/projects/{telescope.id}/{part}").text for part in ("", "rewards/", "updates/")]
        told += [ask("GET", f"/rewards/{secret.id}/").text]
        assert ask("GET", f"/projects/{telescope.id}/rewards/").json["meta"]["total"] == 1
    assert [text for text in told if "Dinner" in text or "Six courses" in text or "80_00" in text] == []


def test_its_link_shows_it_and_leads_to_a_pledge(visitor, telescope, secret, link, sandbox):
    page = visitor.get(link)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "Dinner with Nell" in page.text and "By invitation" in page.text
    choose = page.text.split('href="/projects/telescope/pledge')[1].split('"')[0].replace("&amp;", "&")
    form = fields_of(visitor.get(f"/projects/{telescope.slug}/pledge{choose}"))
    assert form["reward_id"] == str(secret.id)
    form |= {"email": f"{token_urlsafe(6)}@example.org".lower(), "name": "Grace Hopper"}
    answer = visitor.post(f"/projects/{telescope.slug}/pledges", data=form)
    assert answer.status_code == 303
    visitor.get(path_of(sandbox.fill_in_card(answer.location)))
    db.session.expire_all()
    assert (secret.taken, telescope.raised.minor) == (1, 80_00)


@pytest.mark.parametrize("key", ["", "x", "a.b.c", "é"])
def test_another_key_opens_nothing(visitor, client, telescope, secret, key, ada):
    address = f"/projects/{telescope.slug}"
    assert visitor.get(f"{address}/rewards/{secret.id}?key={key}").status_code == 404
    assert "Dinner" not in visitor.get(f"{address}/pledge?reward={secret.id}&reward_key={key}").text
    form = fields_of(visitor.get(f"{address}/pledge"))
    form |= {"reward_id": str(secret.id), "reward_key": key, "amount": "80.00", "name": "Eve", "email": "e@example.org"}
    refused = visitor.post(f"{address}/pledges", data=form)
    assert (refused.status_code, "Not a valid choice" in refused.text) == (422, True)
    body = {"project_id": telescope.id, "reward_id": secret.id, "payment_method": "pm_card_visa"}
    body |= {"reward_key": key} if key else {}
    hidden = client(ada)("POST", "/pledges/", body, **{"Idempotency-Key": f"k{key}"})
    unknown = client(ada)("POST", "/pledges/", body | {"reward_id": 10**9}, **{"Idempotency-Key": f"u{key}"})
    assert (hidden.status_code, hidden.json["errors"]) == (422, unknown.json["errors"])
    assert secret.taken == 0


def test_a_renewed_link_is_the_only_good_one(visitor, telescope, secret, link, back, ada):
    pledge = back(telescope, ada, 80_00, reward=secret)
    renew_link(secret)
    db.session.commit()
    assert visitor.get(link).status_code == 404
    assert visitor.get(path_of(secret_links.link_to(secret))).status_code == 200
    assert (pledge.state, secret.taken) == ("active", 1)


def test_a_key_opens_its_own_reward_only_and_on_its_own_site(visitor, visit, new_site, telescope, secret, link, key):
    other = add_reward(telescope, title="Breakfast", amount=15_00, is_secret=True)
    db.session.commit()
    assert visitor.get(link.replace(f"/{secret.id}?", f"/{other.id}?")).status_code == 404
    assert "Breakfast" not in visitor.get(f"/projects/{telescope.slug}/pledge?reward_key={key}").text
    assert visit(new_site("atelier")).get(link).status_code == 404


def test_who_has_it_changes_the_pledge_without_the_link(visitor, telescope, secret, back, ada):
    from educrowd.blueprints.crowdfunding.pledging import links

    pledge = back(telescope, ada, 80_00, reward=secret)
    address = path_of(links.page_of(pledge.public_id, "change"))
    form = fields_of(visitor.get(address))
    assert form["reward_id"] == str(secret.id)
    assert visitor.post(address, data=form | {"amount": "95.00"}).status_code == 303
    db.session.expire_all()
    assert (pledge.amount, secret.taken) == (95_00, 1)


def test_a_backer_with_the_link_takes_it_instead_of_another(visit, demo, telescope, secret, link, back, ada):
    pledge = back(telescope, ada, 10_00, reward=telescope.rewards[0])
    browser = visit(demo).sign_in(ada)
    page = browser.get(link).text
    address = page.split('href="')[page.split('href="').index(next(p for p in page.split('href="') if "/change" in p))]
    address = path_of(address.split('"')[0].replace("&amp;", "&"))
    form = fields_of(browser.get(address)) | {"reward_id": str(secret.id), "amount": "80.00"}
    assert browser.submit(address, **form).status_code == 303
    db.session.expire_all()
    assert (pledge.amount, secret.taken, telescope.rewards[0].taken) == (80_00, 1, 0)


def test_the_link_of_one_that_is_listed_now_leads_to_the_project(visitor, telescope, secret, link):
    change_reward(secret, is_secret=False)
    db.session.commit()
    answer = visitor.get(link)
    assert (answer.status_code, answer.location) == (303, f"/projects/{telescope.slug}#reward_{secret.id}")
    with pytest.raises(Frozen):
        renew_link(secret)


def test_the_studio_shows_copies_and_renews_the_link(visit, demo, nell, secret, key):
    creator = visit(demo).sign_in(nell)
    page = creator.get(f"/studio/rewards/{secret.id}/").text
    assert key in page and 'data-copies="link"' in page
    assert creator.submit(f"/studio/rewards/{secret.id}/link").status_code == 303
    assert key not in creator.get(f"/studio/rewards/{secret.id}/").text
    assert "Secret" in creator.get(f"/studio/projects/{secret.project_id}/").text


def test_the_api_tells_the_link_to_those_who_run_the_project_alone(client, nell, ada, telescope, secret, key):
    creator = client(nell)
    rows = creator("GET", f"/projects/{telescope.id}/rewards/").json["data"]
    assert [row["secret_link"] is not None for row in rows] == [False, True]
    shown = client(ada)("GET", f"/rewards/{secret.id}/?key={key}").json["data"]
    assert (shown["title"], shown["secret_link"]) == ("Dinner with Nell", None)
    renewed = creator("POST", f"/rewards/{secret.id}/link/").json["data"]["secret_link"]
    assert renewed.startswith("http") and key not in renewed
    assert client(ada)("GET", f"/rewards/{secret.id}/?key={key}").status_code == 404
    assert client(ada)("POST", f"/rewards/{secret.id}/link/").status_code == 403


def test_the_api_pledges_with_the_key(client, ada, telescope, secret, key):
    body = {"project_id": telescope.id, "reward_id": secret.id, "reward_key": key, "payment_method": "pm_card_visa"}
    assert client()("POST", f"/projects/{telescope.id}/quotes/", {"reward_id": secret.id}).status_code == 422
    quote = client()("POST", f"/projects/{telescope.id}/quotes/", {"reward_id": secret.id, "reward_key": key})
    assert quote.json["data"]["amount"] == 80_00
    made = client(ada)("POST", "/pledges/", body, **{"Idempotency-Key": "k"})
    assert (made.status_code, made.json["data"]["reward_id"]) == (201, secret.id)
    kept = client(ada)("PATCH", f"/pledges/{made.json['data']['id']}/", {"amount": 90_00})
    assert kept.json["data"]["amount"] == 90_00


def test_a_secret_reward_is_none_that_lets_a_project_be_launched(new_project):
    draft = new_project(live=False)
    change_reward(draft.rewards[0], is_secret=True)
    assert any("a reward" in words for words in draft.missing)
