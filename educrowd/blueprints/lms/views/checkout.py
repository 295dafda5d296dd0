"""Buying a course or a bundle: the price with a coupon, then off to the provider's page."""

from __future__ import annotations

from flask import Response, abort, request

from educrowd.blueprints.auth.models import User
from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle
from educrowd.core.pages import go, invalid, privately, render

from ..models import Bundle, Course
from ..models.errors import NoSuchCoupon, PriceChanged, SentOtherwise
from ..selling import links
from ..selling.buying import Wish, guest, place_order
from ..selling.forms import CheckoutForm
from ..selling.quoting import Quote, had_of, quote
from .blueprint import bp
from .finding import bundle_at, visible_course

PAGE = "lms/checkout/new.html"


@bp.get("/courses/<slug>/checkout")
@needs(PUBLIC)
def checkout(slug: str):
    return _checkout(visible_course(slug))


@bp.get("/bundles/<slug>/checkout")
@needs(PUBLIC)
def bundle_checkout(slug: str):
    return _checkout(bundle_at(slug))


@bp.get("/courses/<slug>/quote")
@needs(PUBLIC)
def course_quote(slug: str):
    """The total with the coupon that is being typed."""
    throttle("60 per 5 minutes", "coupon", address())
    return _total(visible_course(slug))


@bp.get("/bundles/<slug>/quote")
@needs(PUBLIC)
def bundle_quote(slug: str):
    """The same for a bundle."""
    throttle("60 per 5 minutes", "coupon", address())
    return _total(bundle_at(slug))


@bp.post("/courses/<slug>/orders")
@needs(PUBLIC)
def create_order(slug: str):
    throttle("60 per hour", "order", address())
    return _order(visible_course(slug))


@bp.post("/bundles/<slug>/orders")
@needs(PUBLIC)
def create_bundle_order(slug: str):
    throttle("60 per hour", "order", address())
    return _order(bundle_at(slug))


def _checkout(offer: Course | Bundle) -> Response:
    form = CheckoutForm(current.user, formdata=None, token=links.new_token(), coupon=request.args.get("coupon", ""))
    return privately(render(PAGE, offer=offer, form=form, quote=_quoted(offer, form)))


def _total(offer: Course | Bundle) -> Response:
    form = CheckoutForm(current.user, request.args)
    return privately(render("lms/checkout/_total.html", offer=offer, form=form, quote=_quoted(offer, form)))


def _order(offer: Course | Bundle) -> Response:
    form = CheckoutForm(current.user)
    if request.form.get("then") == "quote":
        return privately(render(PAGE, offer=offer, form=form, quote=_quoted(offer, form)))
    if not form.validate():
        return invalid(PAGE, form, offer=offer, quote=_quoted(offer, form))
    try:
        wish = _wish(form)
        order = place_order(offer, _buyer(offer, form, wish), wish)
    except Refused as refusal:
        if refusal.status >= 500:
            raise
        return _refused(offer, form, refusal)
    return go(links.page_of(order.public_id, "payment"))


def _refused(offer: Course | Bundle, form: CheckoutForm, refusal: Refused) -> Response:
    if isinstance(refusal, NoSuchCoupon | PriceChanged):
        seen = _quoted(offer, form)
        if isinstance(refusal, PriceChanged) or not form.coupon.errors:
            form.refuse(refusal)
    else:
        form.refuse(refusal)
        if isinstance(refusal, SentOtherwise):
            form.token.data = links.new_token()
        seen = _quoted(offer, form)
    return privately(invalid(PAGE, form, offer=offer, quote=seen))


def _quoted(offer: Course | Bundle, form: CheckoutForm) -> Quote:
    """The quote that the page shows; a coupon that does not work is told of, and the full price shown."""
    had = had_of(offer, current.user)
    try:
        offered = quote(offer, form.coupon.data or "", had=had)
    except NoSuchCoupon as refusal:
        form.refuse(refusal)
        offered = quote(offer, had=had)
    form.total.process_data(offered.total.minor)
    form.total.raw_data = None
    form.currency.process_data(offered.total.currency)
    return offered


def _buyer(offer: Course | Bundle, form: CheckoutForm, wish: Wish) -> User:
    if current.user.is_authenticated:
        return current.user
    return guest(offer, form.email.data or "", form.name.data or "", token=wish.token)


def _wish(form: CheckoutForm) -> Wish:
    public_id = links.public_id_in(form.token.data or "")
    if public_id is None:
        abort(400, "This form is a day old. Load the page again and send it once more.")
    name = None if current.user.is_authenticated else form.name.data or ""
    return Wish(public_id, form.total.data, form.coupon.data or "", name, form.currency.data or "")
