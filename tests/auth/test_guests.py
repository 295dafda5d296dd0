"""Guests: an address that was left makes one account, however many leave it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from educrowd.blueprints.auth.models import User
from educrowd.core import tenancy
from educrowd.core.db import db
from tests.conftest import unique


@pytest.fixture
def two_at_once(app):
    """Two requests that look for an account at the same moment; the second waits for the first one's commit."""

    def leave(first: str, second: str) -> list[tuple[int, str]]:
        first_wrote, second_looks = Event(), Event()

        def begin():
            with app.app_context(), tenancy.transaction(None):
                made = User.guest(first, "Grace Hopper")
                db.session.flush()
                first_wrote.set()
                second_looks.wait(5)
                second_looks.clear()
                second_looks.wait(0.3)
                return made.id, made.username

        def follow():
            first_wrote.wait(5)
            with app.app_context(), tenancy.transaction(None):
                db.session.connection()
                second_looks.set()
                made = User.guest(second, "Grace Hopper")
                return made.id, made.username

        with ThreadPoolExecutor(2) as pool:
            return [run.result() for run in (pool.submit(begin), pool.submit(follow))]

    return leave


def test_two_who_leave_one_address_at_once_are_one_guest(two_at_once):
    address = f"{unique('guest')}@example.org"
    first, second = two_at_once(address, address)
    assert first == second


def test_two_who_would_get_one_user_name_at_once_get_one_each(two_at_once):
    name = unique("guest")
    first, second = two_at_once(f"{name}@example.org", f"{name}@example.com")
    assert first[0] != second[0] and first[1] == name and second[1].startswith(f"{name}-")


def test_a_guest_has_a_name_and_a_profile_and_no_password(demo):
    guest = User.guest(f"{unique('guest')}@example.org", " Hedy  Lamarr ")
    assert (guest.first_name, guest.last_name, guest.is_claimed) == ("Hedy", "Lamarr", False)
    assert guest.profile.user_id == guest.id
