"""How fast Stripe is called: never faster than all of us together may, and slower when it says 429."""

from __future__ import annotations

import time
from random import uniform
from typing import Any

import requests
import stripe
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from ..asking import AT_ONCE
from ..pace import Pace

TRIES = 4
FIRST_PAUSE_SECONDS = 0.25


class PacedClient(stripe.RequestsClient):
    """Waits for its turn before each call, and asks again after a random pause what is safe to be asked twice.

    That is what was answered with 429, for nothing was done, and every question that changes nothing.
    """

    def __init__(self, pace: Pace, *, origin: str, **options: Any):
        super().__init__(session=connections_to(origin), **options)
        self.pace = pace

    def request(self, method: str, *args: Any, **kwargs: Any) -> Any:
        for attempt in range(TRIES - 1):
            answer = self._try(method, *args, **kwargs)
            if answer is not None:
                return answer
            time.sleep(uniform(0, FIRST_PAUSE_SECONDS * 2**attempt))
        return self._call(method, *args, **kwargs)

    def _try(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """The answer, or None where the same may be asked again."""
        only_asks = method == "get"
        try:
            answer = self._call(method, *args, **kwargs)
        except stripe.APIConnectionError:
            if only_asks:
                return None
            raise
        return None if answer[1] == 429 or (only_asks and answer[1] >= 500) else answer

    def _call(self, *args: Any, **kwargs: Any) -> Any:
        self.pace.wait()
        return super().request(*args, **kwargs)


def connections_to(origin: str) -> requests.Session:
    """Connections that all threads share and keep; which proxy leads there is asked once, not with each call."""
    session = requests.Session()
    session.mount(origin, HTTPAdapter(pool_maxsize=AT_ONCE))
    session.proxies = get_environ_proxies(origin)
    session.trust_env = False
    return session
