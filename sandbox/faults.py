"""Misbehavior on demand: rules that match requests or webhooks a number of times, or at a rate."""

import fnmatch
import random
import threading
from dataclasses import asdict, dataclass

from sandbox.errors import InvalidRequest

REQUEST_FAULTS = ("lost_request", "lost_reply", "rate_limit", "server_error", "delay")
LONGEST_SECONDS = 600
WEBHOOK_FAULTS = ("duplicate_webhooks", "shuffle_webhooks", "drop_webhooks")


@dataclass
class Rule:
    """One fault: which requests (or event types) it strikes, how often, how many times more."""

    fault: str
    match: str = "*"
    method: str = "*"
    rate: float = 1.0
    times: int | None = None
    seconds: float = 1.0

    @classmethod
    def of(cls, given: dict) -> "Rule":
        """A rule from JSON or a form."""
        kinds = {"rate": float, "times": int, "seconds": float}
        try:
            rule = cls(**{name: kinds.get(name, str)(value) for name, value in given.items()})
        except (TypeError, ValueError) as problem:
            raise InvalidRequest(f"This is no fault: {problem}") from None
        if not (0 <= rule.seconds <= LONGEST_SECONDS and 0 <= rule.rate <= 1):
            raise InvalidRequest(f"A rate is between 0 and 1, seconds are at most {LONGEST_SECONDS}.")
        return rule

    def strikes(self, subject: str, method: str) -> bool:
        """Whether it strikes now; counts down when it does."""
        if self.times == 0 or not fnmatch.fnmatchcase(subject, self.match) or self.method not in ("*", method):
            return False
        if _dice.random() >= self.rate:
            return False
        if self.times is not None:
            self.times -= 1
        return True


_rules: list[Rule] = []
_lock = threading.Lock()
_dice = random.Random()


def add(rule: Rule) -> None:
    """Add a rule."""
    with _lock:
        _rules.append(rule)


def clear() -> None:
    """Behave again."""
    with _lock:
        _rules.clear()


def seed(value: int) -> None:
    """Make the chances repeatable."""
    _dice.seed(value)


def listed() -> list[dict]:
    """The rules as JSON."""
    return [asdict(rule) for rule in _rules]


def struck(fault: str, subject: str, method: str = "*") -> Rule | None:
    """The rule that strikes this subject with this fault now, if any."""
    if not _rules:
        return None
    with _lock:
        return next((rule for rule in _rules if rule.fault == fault and rule.strikes(subject, method)), None)


def spread(seconds: float) -> float:
    """A random part of so many seconds."""
    return _dice.uniform(0, seconds)
