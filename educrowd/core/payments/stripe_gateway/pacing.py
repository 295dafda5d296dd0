"""How fast Stripe is called: never faster than all of us together may, and slower when it says 429."""

from __future__ import annotations

import time
from random import uniform
from typing import Any

import stripe

from ..pace import Pace

TRIES = 4
FIRST_PAUSE_SECONDS = 0.25


class PacedClient(stripe.RequestsClient):
    """Waits for its turn before each call; a 429 has done nothing, so it is asked again after a random pause."""

    def __init__(self, pace: Pace, **options: Any):
        super().__init__(**options)
        self.pace = pace

    def request(self, *args: Any, **kwargs: Any) -> Any:
        for attempt in range(TRIES - 1):
            answer = self._call(*args, **kwargs)
            if answer[1] != 429:
                return answer
            time.sleep(uniform(0, FIRST_PAUSE_SECONDS * 2**attempt))
        return self._call(*args, **kwargs)

    def _call(self, *args: Any, **kwargs: Any) -> Any:
        self.pace.wait()
        return super().request(*args, **kwargs)
