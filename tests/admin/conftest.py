"""What the tests of the top floor share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from educrowd.blueprints.auth.cli import make_operator
from educrowd.blueprints.auth.models import User
from educrowd.core.current import BoundTenant
from tests.conftest import Browser


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
