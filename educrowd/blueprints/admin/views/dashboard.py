"""Where staff begin: what waits for them, how the site does, what happened."""

from __future__ import annotations

from typing import Any

from flask import Response

from educrowd.core import registry
from educrowd.core.access import needs
from educrowd.core.charts import sparkline
from educrowd.core.current import current
from educrowd.core.pages import render
from educrowd.core.registry import Figure

from ..queries import recent_entries
from . import studio

RECENT = 8


@studio.get("/")
@needs("studio.enter")
def dashboard() -> Response:
    return render(
        "admin/dashboard.html",
        todos=registry.studio_todos.collect(),
        figures=[drawn(figure) for figure in registry.studio_figures.collect()],
        recent=recent_entries(current.user, RECENT),
    )


def drawn(figure: Figure) -> dict[str, Any]:
    chart = sparkline(figure.series, f"{figure.label}, day by day") if any(figure.series) else None
    return {"label": figure.label, "value": figure.value, "note": figure.note, "chart": chart}
