"""The signed link, and the pages and the API by which creators say what is sent where."""

import re

import pytest
from sqlalchemy import select

from educrowd.blueprints.crowdfunding.launching.creating import add_reward
from educrowd.blueprints.crowdfunding.models import Pledge
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.blueprints.crowdfunding.rewards.offering import add_tax_rate, add_zone, set_rates
from educrowd.core.db import db
from tests.crowdfunding.test_api import key
from tests.crowdfunding.test_pages import fields_of, path_of
from tests.jobs import run_jobs
from tests.letters import written_letters


@pytest.fixture
def shop(new_project):
    """Sends a mug to Germany for 5.00."""
    project = new_project("Shop")
    mug = add_reward(project, title="Mug", amount=20_00, quantity=3)
    zone = add_zone(project, name="Germany", countries=["DE"])
    set_rates(mug, {zone.id: 5_00})
    db.session.commit()
    return project


@pytest.fixture
def mug(shop):
    return next(reward for reward in shop.rewards if reward.title == "Mug")


def address_of(pledge: Pledge, *steps: str) -> str:
    return path_of(links.page_of(pledge.public_id, *steps))


def token_in(page) -> dict[str, str]:
    return {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]}


def test_without_scripts_the_total_is_shown_before_the_card_page(visitor, shop, mug, sandbox):
    form = fields_of(visitor.get(f"/projects/{shop.slug}/pledge?reward={mug.id}"))
    form |= {"country": "DE", "email": "grace@example.org", "name": "Grace"}
    review = visitor.post(f"/projects/{shop.slug}/pledges", data=form)
    assert review.status_code == 200
    assert "Shipping to Germany" in review.text and "$25.00" in review.text
    assert db.session.scalars(select(Pledge)).all() == []
    answer = visitor.post(f"/projects/{shop.slug}/pledges", data=fields_of(review) | {"country": "DE"})
    assert answer.location.startswith(sandbox.origin)
    assert db.session.scalars(select(Pledge)).one().amount == 25_00


def test_a_total_that_grew_meanwhile_is_shown_anew(visitor, shop, mug):
    form = fields_of(visitor.get(f"/projects/{shop.slug}/pledge?reward={mug.id}"))
    form |= {"country": "DE", "email": "grace@example.org", "name": "Grace", "seen_total": "2400"}
    assert visitor.post(f"/projects/{shop.slug}/pledges", data=form).status_code == 200
    assert db.session.scalars(select(Pledge)).all() == []


def test_the_total_follows_the_choices(visitor, shop, mug):
    path = f"/projects/{shop.slug}/pledge/total"
    assert "$25.00" in visitor.get(f"{path}?reward_id={mug.id}&amount=&country=DE").text
    assert "not sent to France" in visitor.get(f"{path}?reward_id={mug.id}&amount=&country=FR").text
    for odd in ("reward_id=x", "amount=NaN&reward_id=0", f"reward_id={2**70}", "country=xx&reward_id=1", ""):
        assert visitor.get(f"{path}?{odd}").status_code == 200


def test_by_the_signed_link_a_backer_changes_the_reward_and_says_where_to(visitor, shop, mug, back, ada):
    pledge = back(shop, ada, 10_00, reward=shop.rewards[0])
    form = fields_of(visitor.get(address_of(pledge, "change")))
    form |= {"reward_id": str(mug.id), "amount": "30", "country": "DE", "message": "Good luck!"}
    review = visitor.post(address_of(pledge, "change"), data=form)
    assert "This is your new total" in review.text and "$35.00" in review.text
    assert visitor.post(address_of(pledge, "change"), data=form | {"seen_total": "3500"}).status_code == 303
    page = visitor.get(address_of(pledge))
    assert "Good luck!" in page.text and "Add your address" in page.text
    sent = {"name": "Ada", "line1": "Main St 1", "city": "Bonn"} | token_in(page)
    assert visitor.post(address_of(pledge, "address"), data=sent | {"city": ""}).status_code == 422
    assert visitor.post(address_of(pledge, "address"), data=sent).status_code == 303
    db.session.expire_all()
    assert (pledge.amount, mug.taken, shop.rewards[0].taken) == (35_00, 1, 0)
    assert pledge.address.lines == ["Ada", "Main St 1", "Bonn", "Germany"]


@pytest.mark.parametrize("wrong", [{"amount": "-1"}, {"amount": "19.99"}, {"reward_id": "9999"}, {"country": "XX"}])
def test_a_change_that_cannot_be_is_422_and_changes_nothing(visitor, shop, mug, back, ada, wrong):
    pledge = back(shop, ada, 10_00)
    form = fields_of(visitor.get(address_of(pledge, "change"))) | {"reward_id": str(mug.id), "country": "DE"}
    assert visitor.post(address_of(pledge, "change"), data=form | wrong).status_code == 422
    db.session.expire_all()
    assert (pledge.amount, mug.taken) == (10_00, 0)


def test_who_leaves_the_card_page_keeps_the_card_and_who_finishes_it_has_the_new_one(visitor, shop, back, ada, sandbox):
    pledge = back(shop, ada, 10_00)
    first = pledge.card_setup_id
    leaves = visitor.post(address_of(pledge, "card"), data=token_in(visitor.get(address_of(pledge))))
    db.session.expire_all()
    assert pledge.card_setup_id == first
    visitor.get(path_of(sandbox.fill_in_card(leaves.location, "5555 5555 5555 4444")))
    db.session.expire_all()
    assert (pledge.state, pledge.card.brand, pledge.card.last4) == ("active", "mastercard", "4444")


def test_a_guest_is_mailed_the_link_that_claims_the_account(visitor, shop, back, people, app):
    [guest] = people(1)
    pledge = back(shop, guest, 10_00)
    visitor.post(address_of(pledge, "claim"), data=token_in(visitor.get(address_of(pledge))))
    run_jobs()
    assert written_letters(app, to=guest.email, about="Your account at")


@pytest.mark.parametrize("step", ["change", "address", "card", "claim", "cancellation"])
def test_without_the_key_nothing_can_be_done(visit, demo, shop, back, ada, nell, step):
    pledge = back(shop, ada, 10_00)
    creator = visit(demo).sign_in(nell)
    assert creator.submit(f"/pledges/{pledge.public_id}/{step}").status_code == 404


def test_a_creator_says_in_the_studio_what_is_sent_where_and_taxed_how(visit, demo, new_project, nell):
    project = new_project("Shop", live=False)
    studio, [card] = visit(demo).sign_in(nell), project.rewards
    page = f"/studio/projects/{project.id}"
    assert studio.submit(f"{page}/zones", name="EU", countries="de, AT").status_code == 303
    assert studio.submit(f"{page}/zones", name="Else", countries="AT").status_code == 422
    db.session.expire_all()
    [zone] = project.zones
    assert studio.submit(f"{page}/rates", **{f"rate_{card.id}_{zone.id}": "-1"}).status_code == 422
    assert studio.submit(f"{page}/rates", **{f"rate_{card.id}_{zone.id}": "0"}).status_code == 303
    tax = {"country": "DE", "label": "VAT", "percent": "19", "is_included": "yes"}
    assert studio.submit(f"{page}/taxes", **tax).status_code == 303
    assert studio.submit(f"{page}/taxes", **tax | {"country": "", "percent": "90"}).status_code == 422
    assert studio.submit(f"/studio/rewards/{card.id}/variants", **{"new-label": "Blue", "new-quantity": "5"})
    db.session.expire_all()
    assert (zone.countries, card.shipping_rates[0].amount) == (["AT", "DE"], 0)
    assert (project.tax_rates[0].basis_points, card.variants[0].quantity) == (1900, 5)
    assert "Blue" in studio.get(f"/studio/rewards/{card.id}/").text
    assert studio.submit(f"/studio/zones/{zone.id}/deletion").status_code == 303
    assert "VAT" in studio.get(f"{page}/shipping").text


def test_quote_pledge_and_change_through_the_api(client, shop, mug, ada, nell, sandbox):
    add_tax_rate(shop, country=None, label="Tax", basis_points=1000, is_included=False)
    db.session.commit()
    wanted = {"reward_id": mug.id, "country": "DE"}
    quote = client()("POST", f"/projects/{shop.id}/quotes/", wanted).json["data"]
    assert (quote["amount"], [line["kind"] for line in quote["lines"]]) == (27_50, ["reward", "shipping", "tax"])
    body = wanted | {"project_id": shop.id, "payment_method": "pm_card_visa"}
    backer = client(ada)
    pledge = backer("POST", "/pledges/", body, **key()).json["data"]
    assert (pledge["amount"], sum(line["amount"] for line in pledge["lines"])) == (27_50, 27_50)
    where = {"name": "Ada", "line1": "Main St 1", "city": "Bonn"}
    changed = backer("PATCH", f"/pledges/{pledge['id']}/", {"amount": 40_00, "address": where, "message": "Hi"})
    assert (changed.json["data"]["amount"], changed.json["data"]["address"]["country"]) == (47_50, "DE")
    refused = backer("PATCH", f"/pledges/{pledge['id']}/", {"country": "FR"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "country")


def test_variants_zones_rates_and_taxes_through_the_api(client, new_project, nell, new_person):
    project = new_project("Shop", live=False)
    creator, [card] = client(nell), project.rewards
    zone = creator("POST", f"/projects/{project.id}/shipping-zones/", {"name": "EU", "countries": ["DE"]}).json["data"]
    rates = {"rates": [{"zone_id": zone["id"], "amount": 3_00}]}
    assert creator("PUT", f"/rewards/{card.id}/shipping-rates/", rates).json["data"]["shipping_rates"] == rates["rates"]
    assert (
        creator("PUT", f"/rewards/{card.id}/shipping-rates/", {"rates": [{"zone_id": 1, "amount": 1}]}).status_code
        == 422
    )
    blue = creator("POST", f"/rewards/{card.id}/variants/", {"label": "Blue", "quantity": 2})
    assert creator("PATCH", f"/variants/{blue.json['data']['id']}/", {"quantity": 3}).json["data"]["quantity"] == 3
    tax = creator("POST", f"/projects/{project.id}/taxes/", {"label": "VAT", "basis_points": 1900})
    assert [each["label"] for each in creator("GET", f"/projects/{project.id}/taxes/").json["data"]] == ["VAT"]
    rival = client(new_person("rita", "creator"))
    assert rival("DELETE", f"/taxes/{tax.json['data']['id']}/").status_code == 404
    assert rival("DELETE", f"/shipping-zones/{zone['id']}/").status_code == 404
    assert creator("DELETE", f"/taxes/{tax.json['data']['id']}/").status_code == 204
    assert creator("DELETE", f"/shipping-zones/{zone['id']}/").status_code == 204
