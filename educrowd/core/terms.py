"""What a plan lets a site do, as requests and jobs carry it along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Terms:
    """A plan's feature flags, and how much it holds; what is absent is allowed, or unlimited."""

    code: str = ""
    name: str = ""
    features: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    limits: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def allows(self, feature: str) -> bool:
        """Whether something belongs to the plan: `current.plan.allows("api")`."""
        return bool(self.features.get(feature, True))

    def limit(self, meter: str) -> int | None:
        """How much the plan holds: `current.plan.limit("courses")`; None = as much as one likes."""
        return self.limits.get(meter)


UNLIMITED = Terms()
