"""The words that views speak: find, authorize, render, respond."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Select, func, inspect, select

from .addresses import parts_of
from .current import current
from .db import db

T = TypeVar("T")


def render(template: str, *, status: int = 200, **context: Any) -> Response:
    """A page or fragment as a response."""
    return make_response(render_template(template, **context), status)


def is_htmx() -> bool:
    """Whether HTMX asks for a fragment; a full page was asked for otherwise."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def respond(partial: str, *, otherwise: str, status: int = 200, **context: Any) -> Response:
    """The answer to a change: the fragment for HTMX, a redirect for a plain form."""
    if is_htmx():
        return render(partial, status=status, **context)
    return redirect(otherwise, 303)  # pyright: ignore[reportReturnType]


def go(url: str) -> Response:
    """A redirect after a change, followed by HTMX as a whole page."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)  # pyright: ignore[reportReturnType]


def invalid(template: str, form: Any, **context: Any) -> Response:
    """The form again, with what is wrong; nothing has been written."""
    return render(template, status=422, form=form, **context)


def unkept(response: Response) -> Response:
    """No cache keeps it: neither the browser's nor one on the way."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def privately(response: Response) -> Response:
    """The address itself is a key: nobody keeps the page, and no other site hears the address."""
    # With no-referrer a browser would send `Origin: null`, and our own forms would look like a stranger's.
    response.headers["Referrer-Policy"] = "same-origin"
    return unkept(response)


def find(model: type[T], **by: Any) -> T:
    """The row with these values, or 404: `find(Course, slug=slug)`."""
    row = db.session.scalars(select(model).filter_by(**by)).one_or_none()
    if row is None:
        abort(404)
    return row


def hold(row: T) -> T:
    """The row as it stands, nobody else's until this transaction ends; 404 where somebody deleted it meanwhile."""
    key: Any = inspect(row).identity
    return db.session.get(type(row), key, with_for_update=True, populate_existing=True) or abort(404)


def authorize(allowed: bool) -> None:
    """403 unless allowed; who has not signed in is asked to first."""
    if not allowed:
        abort(403 if current.user.is_authenticated else 401)


def dom_id(row: Any, prefix: str = "") -> str:
    """The id of a row's element: `pledge_12`, `edit_pledge_12`."""
    name = f"{type(row).__name__.lower()}_{row.id}"
    return f"{prefix}_{name}" if prefix else name


def flash_ok(message: str) -> None:
    flash(message, "ok")


def flash_error(message: str) -> None:
    flash(message, "error")


def safe_next(default: str) -> str:
    """Where `?next=` points if that is a path of this site, else `default`."""
    wanted = request.values.get("next", "")
    parts = parts_of(wanted.replace("\\", "/"))
    is_local = wanted.startswith("/") and not wanted.startswith("//") and not parts.netloc and not parts.scheme
    return wanted if is_local and "\\" not in wanted and wanted.isprintable() else default


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a longer list."""

    items: list[T]
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / self.per_page))

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def path(self) -> str:
        """Where this page of the listing stands; the first one without a number."""
        return self.url(self.page) if self.page > 1 else request.path

    def url(self, page: int) -> str:
        """This listing's address with another page number; other parameters stay."""
        # Never given to url_for: words of visitors, such as `_scheme`, would be orders there.
        said = {**request.args.to_dict(), "page": page}
        return f"{url_for(request.endpoint or '', **(request.view_args or {}))}?{urlencode(said)}"


def paginate(statement: Select[Any], *, per_page: int = 20, page: int | None = None) -> Page[Any]:
    """One page of an ORM select; `?page=` says which: nonsense means the first, beyond the end the last."""
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    most = 1_000_000 if page is not None else max(1, ceil(total / per_page))
    number = min(max(1, page if page is not None else request.args.get("page", 1, type=int)), most)
    rows = db.session.scalars(statement.limit(per_page).offset((number - 1) * per_page)).unique().all()
    return Page(list(rows), number, per_page, total)
