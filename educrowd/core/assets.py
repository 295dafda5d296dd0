"""What the browser loads: joined, hashed and precompressed once, found again by its plain name."""

import gzip
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

import brotli
from flask.cli import AppGroup

from educrowd.core import colors

STATIC = Path(__file__).parents[1] / "static"
DIST = STATIC / "dist"
PACKAGES = Path(__file__).parents[2] / "node_modules"
FONTS = PACKAGES / "@fontsource"
DISPLAY_FONT = "latin-400-normal"
# Faces that a site may choose for its headings (themes.py), by package and weight.
CHOSEN_FONTS = (("space-grotesk", 500), ("fraunces", 600), ("nunito", 800))
LAYERS = ("reset", "tokens", "base", "layout", "components", "pages", "tenant", "utilities")
TEXT = {".css", ".js", ".svg", ".json"}

commands = AppGroup("assets", help="Build what the browser loads: styles, scripts, fonts.")


def init_app(app):
    """Give templates `asset()` and the command line `flask assets build`."""
    app.add_template_global(asset)
    app.cli.add_command(commands)


def asset(name: str) -> str:
    """Return the immutable address of the asset with this plain name."""
    return f"/assets/{manifest()[name]}"


def manifest() -> dict[str, str]:
    """Return which hashed file stands for which plain name, as of the last build."""
    path = DIST / "manifest.json"
    return _read(path, path.stat().st_mtime_ns) if path.exists() else build()


def build() -> dict[str, str]:
    """Write `static/dist` from the sources, the manifest last, and return it."""
    DIST.mkdir(parents=True, exist_ok=True)
    names = {name: _store(name, path.read_bytes()) for name, path in _copies()}
    names["app.css"] = _store("app.css", _point_at(names, stylesheet()).encode())
    for part in ("learning", "studio", "front"):
        names[f"{part}.css"] = _store(f"{part}.css", "\n".join(_layered(part)).encode())
    names["app.js"] = _store("app.js", _join([_htmx(), *_scripts("behaviors")]))
    for path in _scripts("pages"):
        names[path.name] = _store(path.name, path.read_bytes())
    (DIST / "manifest.json").write_text(json.dumps(names, indent=2))
    return names


@commands.command("build")
def build_command():
    """Join, hash and precompress the style sheets, scripts, fonts and pictures."""
    for name, stored in build().items():
        print(f"{name:36}{stored}")


def stylesheet() -> str:
    """Join the style sheets that every page needs; those of lessons and the studio come on top, in the same layers."""
    order = f"@layer {', '.join(LAYERS)};"
    return "\n".join([order, *_layered(""), colors.stylesheet(colors.DEFAULT_ACCENT)])


@lru_cache(maxsize=1)
def _read(path, written_at_ns):
    return json.loads(path.read_text())


def _layered(part):
    """Each style sheet of a part in the cascade layer that its file or folder names."""
    return [f"@layer {layer} {{{_squeeze(path.read_text())}}}" for layer in LAYERS for path in _sheets(part, layer)]


def _sheets(part, layer):
    folder = STATIC / "css" / part / layer
    return sorted(folder.glob("*.css")) or [path for path in [folder.with_suffix(".css")] if path.exists()]


def _scripts(folder):
    return sorted((STATIC / "js" / folder).glob("*.js"))


def _htmx():
    return PACKAGES / "htmx.org/dist/htmx.min.js"


def _copies():
    for font in ("latin-400-normal", "latin-400-italic", "latin-ext-400-normal"):
        yield f"{font}.woff2", FONTS / f"instrument-serif/files/instrument-serif-{font}.woff2"
    for name, weight in CHOSEN_FONTS:
        for part in ("", "-ext"):
            face = f"{name}/files/{name}-latin{part}-{weight}-normal.woff2"
            yield f"{name}-{weight}{part}.woff2", FONTS / face
    for path in sorted((STATIC / "img").glob("*")):
        yield path.name, path


def _join(paths):
    return b"\n".join(path.read_bytes().strip() for path in paths)


def squeezed(path: str) -> str:
    """Return a style sheet of ours, below static, on one line."""
    return _squeeze((STATIC / path).read_text())


def _squeeze(css):
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip()


def _point_at(names, css):
    return re.sub(r'url\("([^"]+)"\)', lambda match: f"url({names[match[1]]})", css)


def _store(name, content):
    plain = Path(name)
    digest = hashlib.sha256(content).hexdigest()[:10]
    stored = DIST / f"{plain.stem}.{digest}{plain.suffix}"
    stored.write_bytes(content)
    if plain.suffix in TEXT:
        stored.with_name(stored.name + ".br").write_bytes(brotli.compress(content))
        stored.with_name(stored.name + ".gz").write_bytes(gzip.compress(content, mtime=0))
    return stored.name
