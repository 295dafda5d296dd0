"""A crowd in front of a deadline: a project with thousands of active pledges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import create_engine, insert, text, update

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.crowdfunding.launching.creating import add_reward, create_project, launch_project
from educrowd.blueprints.crowdfunding.models import Pledge, PledgeLine, Project
from educrowd.core.db import db, utcnow
from educrowd.core.payments import CardSetup, connected_account, gateway

AMOUNT = 25_00
# A card may be tried 15 times in a month, and some calls are tried again.
GUESTS_PER_CARD = 5
STORY = "We grind a mirror of twenty centimeters together, and every school in town may borrow the telescope. " * 2


def backed_project(count: int, *, cards: Sequence[str] = ("visa",), title: str = "Telescope") -> Project:
    """Live for another hour, its goal reached by `count` guests who pay with the cards in turn.

    Without cards nobody asks the provider: such pledges are good to be looked at.
    """
    project = live_project(title)
    db.session.commit()
    guests = new_guests(count)
    saved = _save_cards(guests, cards) if cards else _imagine_cards(guests)
    pledges = _insert(Pledge, [_pledge(project, setup) for setup in saved])
    _insert(PledgeLine, [_line(pledge_id) for pledge_id in pledges])
    db.session.execute(
        update(Pledge).where(Pledge.id.in_(pledges)).values(state="active", activated_at=utcnow(), because="saved"),
        execution_options={"synchronize_session": False},
    )
    db.session.commit()
    return project


def live_project(title: str = "Telescope", **details: Any) -> Project:
    """A project that takes pledges for another hour."""
    creator = User.guest(f"{token_urlsafe(9).lower()}@example.org", "Nell")
    project = create_project(
        creator=creator,
        title=title,
        goal_amount=AMOUNT,
        currency="USD",
        summary="A telescope for every school in town.",
        story=STORY,
        risks="The mirror may crack; then we grind a second one.",
        deadline=utcnow() + timedelta(hours=1),
        **details,
    )
    add_reward(project, title="Postcard", amount=10_00)
    launch_project(project)
    return project


def new_guests(count: int) -> list[int]:
    """People who left an address; answers their ids."""
    names = [f"guest-{token_urlsafe(9)}".lower() for _ in range(count)]
    guests = _insert(
        User, [{"email": f"{name}@example.org", "username": name, "first_name": "Guest"} for name in names]
    )
    db.session.commit()
    return guests


def move_deadline(project: Project, superuser_url: str, *, seconds: float) -> None:
    """Let it end so many seconds from now: only a superuser can, for everybody else the deadline is frozen."""
    project_id = project.id
    db.session.commit()
    engine = create_engine(superuser_url)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        moved = "UPDATE public.projects SET deadline = clock_timestamp() + :later * interval '1 s' WHERE id = :id"
        connection.execute(text(moved), {"id": project_id, "later": seconds})
    engine.dispose()
    db.session.expire_all()


def _save_cards(guests: list[int], cards: Sequence[str]) -> list[dict[str, Any]]:
    """Several guests share a card, all one customer: what is proven is how they are charged, not how they are saved."""
    provider, account = gateway(), connected_account().gateway_id
    db.session.commit()
    customer = provider.create_customer(account, email="crowd@example.org", key=token_urlsafe())
    lent: dict[str, list[str]] = {card: [] for card in cards}

    def save(card: str) -> str:
        method = f"pm_card_{card}"
        return provider.save_card(account, customer=customer, payment_method=method, key=token_urlsafe()).payment_method

    def lend(card: str) -> str:
        lent[card] = lent[card] or [save(card)] * GUESTS_PER_CARD
        return lent[card].pop()

    methods = [lend(cards[number % len(cards)]) for number in range(len(guests))]
    return _write_setups(guests, account, customer, methods)


def _imagine_cards(guests: list[int]) -> list[dict[str, Any]]:
    return _write_setups(guests, "acct_nobody", "cus_nobody", [f"pm_{guest}" for guest in guests])


def _write_setups(guests: list[int], account: str, customer: str, methods: list[str]) -> list[dict[str, Any]]:
    common = {"purpose": "pledge", "account": account, "customer": customer, "state": "saved"}
    rows = [
        common | {"reference": token_urlsafe(12), "user_id": guest, "payment_method": method}
        for guest, method in zip(guests, methods, strict=True)
    ]
    return [row | {"id": id} for row, id in zip(rows, _insert(CardSetup, rows), strict=True)]


def _pledge(project: Project, setup: dict[str, Any]) -> dict[str, Any]:
    return {
        "public_id": setup["reference"],
        "project_id": project.id,
        "user_id": setup["user_id"],
        "amount": AMOUNT,
        "currency": project.currency,
        "card_setup_id": setup["id"],
    }


def _line(pledge_id: int) -> dict[str, Any]:
    return {"pledge_id": pledge_id, "kind": "bonus", "label": "Support", "unit_amount": AMOUNT, "amount": AMOUNT}


def _insert(model: type, rows: list[dict[str, Any]]) -> list[int]:
    made = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db.session.scalars(made, rows))
