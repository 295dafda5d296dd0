"""Arranging the menus above and below every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from educrowd.core.access import needs
from educrowd.core.errors import Invalid
from educrowd.core.pages import flash_ok, go, is_htmx, render

from ...pages.forms import MenuLabelForm, MenuLinkForm, MenuPlaceForm
from ...pages.menus import PLACES, Item, Menu, arranging, checked, menu, pages, parts

bp = Blueprint("menus", __name__, url_prefix="/studio/menus")


@bp.get("/")
@needs("posts.manage")
def index() -> Response:
    return _page()


@bp.get("/<place>/new")
@needs("posts.manage")
def new(place: str) -> Response:
    return _new(place, MenuPlaceForm(), MenuLinkForm())


@bp.post("/<place>/entries")
@needs("posts.manage")
def create(place: str) -> Response:
    return _add(place, MenuPlaceForm(), MenuLinkForm(formdata=None))


@bp.post("/<place>/links")
@needs("posts.manage")
def create_link(place: str) -> Response:
    return _add(place, MenuLinkForm(), MenuPlaceForm(formdata=None))


@bp.post("/<place>/entries/<id>")
@needs("posts.manage")
def rename(place: str, id: str) -> Response:
    form = MenuLabelForm()
    if not form.validate():
        return _page(status=422, wrong=(id, form))
    label = form.label.data or ""
    try:
        return _change(place, id, lambda items, item: _called(item, label))
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(status=422, wrong=(id, form))


@bp.post("/<place>/entries/<id>/move")
@needs("posts.manage")
def move(place: str, id: str) -> Response:
    return _change(place, id, lambda items, item: items.move(item, request.form.get("direction", "")))


@bp.post("/<place>/entries/<id>/visibility")
@needs("posts.manage")
def show_or_hide(place: str, id: str) -> Response:
    return _change(place, id, lambda items, item: setattr(item, "hidden", request.form.get("hidden") == "yes"))


@bp.post("/<place>/entries/<id>/removal")
@needs("posts.manage")
def destroy(place: str, id: str) -> Response:
    return _change(place, id, lambda items, item: items.remove(item))


def _change(place: str, id: str, verb: Callable[[Menu, Item], Any]) -> Response:
    with arranging(_known(place)) as items:
        verb(items, items.find(id) or abort(404))
    if is_htmx():
        return render("blog/menus/_menu.html", place=place, title=PLACES[place], items=items, parts=parts())
    return go(url_for(".index") + f"#menu-{place}")


def _add(place: str, form: Any, other: Any) -> Response:
    form.offer(parts(), pages())
    forms = (form, other) if isinstance(form, MenuPlaceForm) else (other, form)
    if not form.validate():
        return _new(place, *forms, status=422)
    try:
        with arranging(_known(place)) as items:
            items.append(checked(*form.entry))
    except Invalid as refusal:
        form.refuse(refusal)
        return _new(place, *forms, status=422)
    flash_ok(f"It stands in the {PLACES[place].lower()} now.")
    return go(url_for(".index"))


def _called(item: Item, label: str) -> None:
    if not label and item.kind != "part":
        raise Invalid("label", "Say what it is called.")
    item.label = " ".join(label.split())


def _new(place: str, form: MenuPlaceForm, link_form: MenuLinkForm, *, status: int = 200) -> Response:
    form.offer(parts(), pages())
    title = PLACES[_known(place)]
    return render("blog/menus/new.html", status=status, place=place, title=title, form=form, link_form=link_form)


def _page(*, status: int = 200, wrong: tuple[str, MenuLabelForm] | None = None) -> Response:
    menus = [(place, title, menu(place)) for place, title in PLACES.items()]
    return render("blog/menus/index.html", status=status, menus=menus, wrong=wrong, parts=parts())


def _known(place: str) -> str:
    return place if place in PLACES else abort(404)
