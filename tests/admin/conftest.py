"""What the tests of the top floor share."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest

from educrowd.application import EduCrowd
from educrowd.blueprints.auth.cli import make_operator
from educrowd.blueprints.auth.models import User
from educrowd.core.current import BoundTenant
from tests.conftest import Browser
from tests.letters import written_letters


@pytest.fixture
def as_person(visit: Callable[..., Browser], demo: BoundTenant) -> Callable[..., Browser]:
    """`as_person(ada)` is a browser in which she is signed in on the demo site."""
    return lambda person: visit(demo).sign_in(person)


@pytest.fixture
def studio(as_person: Callable[..., Browser], owner: User) -> Browser:
    """A browser in which the demo site's owner is signed in."""
    return as_person(owner)


@pytest.fixture
def robin(new_person: Callable[..., User]) -> User:
    """An operator of the platform, with no role on any site."""
    person = new_person("robin")
    make_operator(person.id)
    return person


@pytest.fixture
def operate(visit: Callable[..., Browser], robin: User) -> Browser:
    """A browser in which the operator is signed in on the platform."""
    return visit(None).sign_in(robin)


@pytest.fixture
def letters(app: EduCrowd) -> Callable[[str], list[EmailMessage]]:
    """`letters(address)`: what somebody was written."""
    return lambda address: written_letters(app, to=address)
