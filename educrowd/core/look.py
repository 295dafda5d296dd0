"""What every page takes from the look: addresses of brands and drawings, the theme, menus."""

import re
from urllib.parse import quote, urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from markupsafe import Markup

from educrowd.core import artwork, assets, charts, colors, formatting, registry, themes
from educrowd.core.access import BOTH, PUBLIC, SITE, needs
from educrowd.core.addresses import parts_of
from educrowd.core.current import current
from educrowd.core.menus import menu_of
from educrowd.core.thermometer import scaled

FOREVER = "public, max-age=31536000, immutable"
THEMES = ("light", "dark")
THEME_COOKIE = "theme"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
A_YEAR_S = 31_536_000

blueprint = Blueprint("look", __name__)


def init_app(app):
    """Register the addresses of the look and give templates its words."""
    assets.init_app(app)
    formatting.init_app(app)
    app.register_blueprint(blueprint)
    words = (art, art_url, brand_url, icon_url, platform_url, theme, shown_theme, mail_styles, menu_of, show, scaled)
    app.jinja_env.globals.update(spelled=spelled)
    app.jinja_env.globals.update({word.__name__: word for word in words})
    app.jinja_env.globals.update(sparkline=charts.sparkline, bars=charts.bars, pace=charts.pace)


@blueprint.get("/assets/<name>")
@needs(PUBLIC, on=BOTH)
def show_asset(name):
    """Send an asset, in the smallest encoding that the browser takes."""
    for encoding, suffix in ENCODINGS:
        if encoding in request.accept_encodings and (assets.DIST / (name + suffix)).is_file():
            response = send_from_directory(assets.DIST, name + suffix, mimetype=_mimetype(name))
            response.content_encoding = encoding
            return _forever(response)
    return _forever(send_from_directory(assets.DIST, name, mimetype=_mimetype(name)))


@blueprint.get("/brand/<digest>.css")
@needs(PUBLIC, on=SITE)
def show_brand(digest):
    """Send a site's look; an address of the look that it had once leads to that which it has now."""
    theme = themes.Theme.of(current.tenant)
    if digest != themes.digest(theme):
        return redirect(brand_url())
    return _forever(Response(themes.stylesheet(theme), mimetype="text/css"))


@blueprint.get("/art/<kind>/<accent>/<seed>.svg")
@needs(PUBLIC, on=BOTH)
def show_art(kind, accent, seed):
    """Send a drawing: the same address always gives the same picture."""
    if kind not in artwork.KINDS or not colors.is_color(f"#{accent}"):
        abort(404)
    return _forever(Response(artwork.draw(kind, seed, f"#{accent}"), mimetype="image/svg+xml"))


@blueprint.post("/theme")
@needs(PUBLIC, on=BOTH, unpaid=True)
def choose_theme():
    """Remember whether a browser wants light or dark pages, and go back to where one was."""
    chosen = request.form.get("theme", "")
    response = redirect(_came_from(), 303)
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=A_YEAR_S, samesite="Lax", secure=request.is_secure)
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@blueprint.get("/brand/preview.css")
@needs("site.manage")
def preview_brand():
    """Send the look that somebody thinks of for the site."""
    wanted = themes.Theme.of(current.tenant).changed(request.args)
    return Response(themes.stylesheet(wanted), mimetype="text/css")


def show_as(wanted: themes.Theme) -> None:
    """Let the page that answers this request wear a look that the site does not have."""
    g.theme_shown = wanted


def shown_theme() -> themes.Theme:
    """Return the look of this page."""
    if "theme_shown" in g:
        return g.theme_shown
    return themes.Theme.of(current.tenant) if current.tenant else themes.Theme()


def brand_url() -> str:
    """Return the address of this page's look."""
    if "theme_shown" in g:
        return url_for("look.preview_brand", **g.theme_shown._asdict())
    return url_for("look.show_brand", digest=themes.digest(shown_theme()))


def art_url(kind: str, seed, accent: str | None = None) -> str:
    """Return the address of the drawing of this kind (artwork.KINDS) for a seed."""
    shade = (accent or _accent()).lstrip("#").lower()
    return f"/art/{kind}/{shade}/{_plain(seed)}.svg"


def art(kind: str, seed, look: str = "", label: str = "", accent: str | None = None) -> Markup:
    """Return a small drawing to stand in the page itself: decoration, unless it has a label."""
    heard = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    drawn = artwork.draw(kind, _plain(seed), accent or _accent())
    return Markup('<svg class="{}" {} ').format(look, heard) + Markup(drawn.removeprefix("<svg "))


def icon_url(seed) -> str:
    """Return a site's monogram as an address that needs no request."""
    return "data:image/svg+xml," + quote(artwork.draw("site", _plain(seed), _accent()))


def platform_url() -> str:
    """Return the address of the platform's own home."""
    host = current_app.config.get("BASE_DOMAIN", "localhost")
    port = urlsplit(request.host_url).port
    return f"{request.scheme}://{host}{f':{port}' if port else ''}/"


def theme() -> str | None:
    """Return the theme that this browser chose, None where it follows the device."""
    chosen = request.cookies.get(THEME_COOKIE) if request else None
    return chosen if chosen in THEMES else None


def mail_styles() -> Markup:
    """Return the rules of a letter in the site's colors, to be inlined when it is sent."""
    brand = colors.brand(_accent(), "light")
    button = f".button {{ background: {brand.accent}; color: {brand.on_accent}; }}"
    return Markup((assets.STATIC / "css/mail.css").read_text() + button)


def show(block: registry.Block) -> Markup:
    """Render what a module offers for a shared page."""
    return Markup(render_template(block.template, **block.context))


def spelled(attributes) -> dict:
    """Write attribute names as HTML does: `hx_get` becomes `hx-get`."""
    return {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}


def _accent() -> str:
    return shown_theme().accent


def _plain(seed):
    return re.sub(r"[^a-z0-9]+", "-", str(seed).lower()).strip("-")[:60] or "x"


def _came_from():
    path = parts_of(request.referrer or "").path
    return path if path.startswith("/") and not path.startswith("//") else "/"


def _mimetype(name):
    return {"js": "text/javascript", "css": "text/css", "woff2": "font/woff2"}.get(name.rsplit(".", 1)[-1])


def _forever(response):
    response.headers["Cache-Control"] = FOREVER
    response.vary.add("Accept-Encoding")
    return response
