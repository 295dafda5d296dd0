"""Take the pictures of the README from the demonstration sites: `make screenshots` while `make run` runs."""

import os
import sys
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "img"
PORT = os.environ.get("PORT", "8000")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PASSWORD = "paper-lantern"
COLORS = 160
DESKTOP, PHONE = (1280, 820), (390, 820)


class Shot(NamedTuple):
    """One picture: its name, the site ("" is the platform), the page, and who looks at it how."""

    name: str
    site: str
    path: str
    size: tuple[int, int] = DESKTOP
    person: str = ""
    scheme: str = "light"


SHOTS = [
    Shot("platform", "", "/"),
    Shot("site", "demo", "/"),
    Shot("course", "demo", "/courses/reading-the-night-sky", size=PHONE),
    Shot("lesson", "demo", "/account/learning", size=PHONE, person="student"),
    Shot("projects", "atelier", "/projects/"),
    Shot("blog", "nell", "/blog/", size=PHONE, scheme="dark"),
    Shot("studio", "demo", "/studio/", person="owner"),
    Shot("builder", "demo", "/studio/courses/reading-the-night-sky", person="owner"),
]


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for shot in SHOTS:
            path = FOLDER / f"{shot.name}.png"
            _shrunk(_picture(browser, shot)).save(path, optimize=True)
            print(f"{path.name:16}{path.stat().st_size // 1024:>5} KB")
        browser.close()


def _picture(browser: Browser, shot: Shot) -> bytes:
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if shot.person:
        _log_in(page, shot)
    answer = page.goto(_address(shot.site, shot.path), wait_until="networkidle")
    if answer is None or not answer.ok:
        sys.exit(f"{_address(shot.site, shot.path)} did not answer; is `make run` running?")
    picture = page.screenshot()
    context.close()
    return picture


def _log_in(page: Page, shot: Shot) -> None:
    page.goto(_address(shot.site, "/login"))
    page.get_by_label("Email").fill(f"{shot.person}@{shot.site}.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_load_state("networkidle")


def _address(site: str, path: str) -> str:
    return f"http://{site + '.' if site else ''}localhost:{PORT}{path}"


def _shrunk(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main()
