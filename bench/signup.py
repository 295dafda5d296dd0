"""What a stranger waits for: the form of sign-up, answered, with the true cost of hashing a password."""

from __future__ import annotations

import statistics
import time

from educrowd.blueprints.tenant.founding import keep_schemas_ready
from educrowd.core import tenancy

from .ground import PASSWORD, Ground

PEOPLE = 15


def signup_ms(place: Ground) -> float:
    """The median of whole requests, from the posted form to the way to one's own site."""
    place.app.config["TESTING"] = False
    try:
        sign_up(place, "warm-up")
        return statistics.median(sign_up(place, f"stranger-{number}") for number in range(PEOPLE))
    finally:
        place.app.config["TESTING"] = True


def sign_up(place: Ground, name: str) -> float:
    origin = f"http://{place.app.config['BASE_DOMAIN']}"
    form = {"name": name, "email": f"{name}@bench.example", "password": PASSWORD, "site_name": name, "slug": name}
    client = place.app.test_client()
    with tenancy.transaction(None):
        keep_schemas_ready()
    start = time.perf_counter()
    answer = client.post("/signup", base_url=origin, data=form, headers={"Origin": origin})
    elapsed = (time.perf_counter() - start) * 1000
    assert answer.status_code == 303, answer.text
    return elapsed
