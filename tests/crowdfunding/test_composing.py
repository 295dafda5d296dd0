"""What a pledge is made of: lines that sum to its amount, variants, add-ons, shipping, tax."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.crowdfunding.launching.creating import add_reward
from educrowd.blueprints.crowdfunding.models import Pledge, Reward, RewardVariant, ShippingRate, ShippingZone, TaxRate
from educrowd.blueprints.crowdfunding.models.errors import Frozen, SoldOut
from educrowd.blueprints.crowdfunding.pledging.changing import change_pledge
from educrowd.blueprints.crowdfunding.pledging.pricing import Item
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid


@pytest.fixture
def shop(new_project):
    """A live project that sends mugs to Germany for 5.00 and elsewhere for 12.00, with shirts and stickers on top."""
    project = new_project("Shop")
    project.zones = [ShippingZone(name="Germany", countries=["DE"]), ShippingZone(name="Elsewhere")]
    db.session.flush()
    near, far = project.zones
    mug = add_reward(project, title="Mug", amount=20_00, quantity=100, per_backer=3)
    mug.shipping_rates = [ShippingRate(zone_id=near.id, amount=5_00), ShippingRate(zone_id=far.id, amount=12_00)]
    shirt = add_reward(project, title="Shirt", amount=30_00, is_add_on=True, per_backer=2)
    shirt.variants = [RewardVariant(label="S", quantity=1), RewardVariant(label="M")]
    add_reward(project, title="Sticker", amount=1_50, is_add_on=True, per_backer=10)
    db.session.commit()
    return project


def called(project, title: str) -> Reward:
    return next(reward for reward in project.rewards if reward.title == title)


def told(quote) -> list[tuple[str, int]]:
    return [(line.kind, line.amount) for line in quote.lines]


def test_a_total_is_known_before_paying_and_made_of_lines(shop):
    mug, sticker = called(shop, "Mug"), called(shop, "Sticker")
    quote = Wish(50_00, reward=mug, quantity=2, add_ons=(Item(sticker, 3),), country="DE").price_at(shop)
    assert told(quote) == [("reward", 40_00), ("add_on", 4_50), ("bonus", 10_00), ("shipping", 10_00)]
    assert quote.total.minor == 64_50
    assert Wish(None, reward=mug, country="FR").price_at(shop).total.minor == 32_00


def test_tax_comes_on_top_of_things_and_their_shipping_but_not_of_a_gift(shop):
    shop.tax_rates = [TaxRate(country=None, label="Sales tax", basis_points=825, is_included=False)]
    mug = called(shop, "Mug")
    quote = Wish(25_01, reward=mug, country="DE").price_at(shop)
    assert told(quote)[-1] == ("tax", 2_06)  # 8.25% of 25.00, not of the 5.01 on top
    assert quote.total.minor == 25_01 + 5_00 + 2_06
    assert Wish(10_00).price_at(shop).total.minor == 10_00


def test_tax_that_prices_hold_changes_no_total(shop):
    shop.tax_rates = [
        TaxRate(country="DE", label="VAT 19%", basis_points=1900, is_included=True),
        TaxRate(country="FR", label="TVA 20%", basis_points=2000, is_included=True),
    ]
    mug = called(shop, "Mug")
    quotes = {country: Wish(None, reward=mug, country=country).price_at(shop) for country in ("DE", "FR", "US")}
    assert {country: quote.total.minor for country, quote in quotes.items()} == {"DE": 25_00, "FR": 32_00, "US": 32_00}
    assert {country: quote.included_tax.minor for country, quote in quotes.items()} == {"DE": 3_99, "FR": 5_33, "US": 0}


def test_a_reward_is_not_sent_where_no_rate_is_given(shop):
    shop.zones = [zone for zone in shop.zones if zone.countries]
    db.session.commit()
    with pytest.raises(Invalid) as refusal:
        Wish(None, reward=called(shop, "Mug"), country="FR").price_at(shop)
    assert refusal.value.field == "country"


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"reward": "Mug"}, "country"),
        ({"reward": "Mug", "country": "XX"}, "country"),
        ({"reward": "Mug", "country": "DE", "quantity": 4}, "quantity"),
        ({"reward": "Mug", "country": "DE", "quantity": 0}, "quantity"),
        ({"reward": "Mug", "country": "DE", "amount": 19_99}, "amount"),
        ({"reward": "Mug", "country": "DE", "quantity": 2, "amount": 39_99}, "amount"),
        ({"reward": "Mug", "country": "DE", "amount": 2**63}, "amount"),
        ({"reward": "Sticker"}, "reward_id"),
        ({"reward": "Postcard", "add_ons": [("Sticker", 11)]}, "add_ons"),
        ({"reward": "Postcard", "add_ons": [("Mug", 1)], "country": "DE"}, "add_ons"),
        ({"reward": "Postcard", "add_ons": [("Sticker", 1), ("Sticker", 1)]}, "add_ons"),
        ({"reward": "Postcard", "add_ons": [("Shirt", 1)]}, "variant_id"),
        ({"amount": 10_00, "add_ons": [("Sticker", 1)]}, "add_ons"),
        ({}, "amount"),
    ],
)
def test_what_cannot_be_had_is_refused_at_its_field(shop, wanted, field):
    reward = called(shop, wanted["reward"]) if "reward" in wanted else None
    add_ons = tuple(Item(called(shop, title), count) for title, count in wanted.get("add_ons", ()))
    wish = Wish(wanted.get("amount"), "", reward, wanted.get("quantity", 1), None, add_ons, wanted.get("country", ""))
    with pytest.raises(Invalid) as refusal:
        wish.price_at(shop)
    assert refusal.value.field == field


def test_the_stock_follows_a_change_and_a_cancellation(shop, back, ada):
    mug, shirt, postcard = called(shop, "Mug"), called(shop, "Shirt"), called(shop, "Postcard")
    small = shirt.variants[0]
    pledge = back(shop, ada, 10_00, reward=postcard)
    change_pledge(pledge, Wish(None, reward=mug, quantity=3, add_ons=(Item(shirt, 1, small),), country="DE"))
    db.session.commit()
    assert (postcard.taken, mug.taken, shirt.taken, small.taken) == (0, 3, 1, 1)
    assert (pledge.amount, shop.totals.pledged_amount) == (105_00, 105_00)
    assert [event.amount for event in pledge.events] == [10_00, 10_00, 105_00]
    pledge.cancel()
    db.session.commit()
    assert (mug.taken, shirt.taken, small.taken) == (0, 0, 0)


def test_the_last_small_shirt_is_sold_once_and_a_refused_change_takes_nothing(shop, back, people):
    mug, shirt = called(shop, "Mug"), called(shop, "Shirt")
    small = shirt.variants[0]
    first, second = (back(shop, person, 10_00, reward=called(shop, "Postcard")) for person in people(2))
    wish = Wish(None, reward=mug, add_ons=(Item(shirt, 1, small),), country="DE")
    change_pledge(first, wish)
    db.session.commit()
    with pytest.raises(SoldOut):
        change_pledge(second, wish)
    db.session.rollback()
    assert (mug.taken, small.taken, second.amount) == (1, 1, 10_00)


def test_a_change_comes_too_late_by_the_databases_clock(shop, back, ada, pass_deadline):
    pledge = back(shop, ada, 10_00)
    pass_deadline(shop)
    with pytest.raises(Frozen):
        change_pledge(pledge, Wish(20_00))
    db.session.rollback()
    assert pledge.amount == 10_00


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("UPDATE public.pledges SET amount = amount + 1 WHERE id = :id", "lines of pledge .* make 1000, not .* 1001"),
        ("DELETE FROM public.pledge_lines WHERE pledge_id = :id", "make 0, not its amount 1000"),
        ("UPDATE public.pledge_lines SET amount = 1 WHERE pledge_id = :id", "permission denied|written anew"),
    ],
)
def test_the_database_refuses_lines_that_do_not_make_the_amount(shop, back, ada, change, complaint):
    pledge = back(shop, ada, 10_00)
    with pytest.raises(DBAPIError, match=complaint):
        db.session.execute(text(change), {"id": pledge.id})
        db.session.commit()
    db.session.rollback()


def test_the_lines_of_a_charged_pledge_are_frozen(new_project, back, ada):
    pledge = back(new_project(kind="keep_it_all"), ada, 50_00)
    with pytest.raises(DBAPIError, match="frozen once it is charging"):
        db.session.execute(text("DELETE FROM public.pledge_lines WHERE pledge_id = :id"), {"id": pledge.id})
    db.session.rollback()


def test_twenty_mugs_and_five_shirts_are_never_more_while_forty_people_change_their_minds(shop, back, people, app):
    shirt, postcard = called(shop, "Shirt"), called(shop, "Postcard")
    scarce = add_reward(shop, title="Scarce mug", amount=20_00, quantity=20, per_backer=3)
    shirt.variants.append(RewardVariant(label="XL", quantity=5))
    db.session.commit()
    pledges = [back(shop, person, 10_00, reward=postcard).id for person in people(40)]
    site, scarce_id = current.tenant, scarce.id
    ids = (scarce_id, shirt.id, shirt.variants[-1].id)

    def change_often(pledge_id: int) -> None:
        dice = Random(pledge_id)
        for _ in range(3):
            try:
                with app.app_context(), tenancy.transaction(site):
                    change_pledge(db.session.get_one(Pledge, (site.id, pledge_id)), _some_wish(dice, *ids))
            except SoldOut:
                pass

    def take_one(pledge_id: int) -> None:
        try:
            with app.app_context(), tenancy.transaction(site):
                pledge = db.session.get_one(Pledge, (site.id, pledge_id))
                if pledge.reward_id != scarce_id:
                    change_pledge(pledge, Wish(None, reward=db.session.get_one(Reward, (site.id, scarce_id))))
        except SoldOut:
            pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change_often, pledges))
        list(pool.map(take_one, pledges))
    db.session.expire_all()
    assert scarce.taken == 20
    assert 1 <= shirt.variants[-1].taken <= 5


def _some_wish(dice: Random, scarce_id: int, shirt_id: int, variant_id: int) -> Wish:
    scarce, shirt = (
        db.session.scalars(select(Reward).where(Reward.id == each)).one() for each in (scarce_id, shirt_id)
    )
    variant = next(each for each in shirt.variants if each.id == variant_id)
    add_ons = (Item(shirt, 1, variant),) if dice.random() < 0.6 else ()
    return Wish(None, reward=scarce, quantity=dice.choice([1, 2, 3]), add_ons=add_ons)
