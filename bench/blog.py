"""A site with 10,000 posts beside one with 10: list, post, search and feed shall hardly be slower."""

from __future__ import annotations

import statistics

from sqlalchemy import text

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.blog.models import Post
from educrowd.blueprints.tenant.founding import founding
from educrowd.core.current import BoundTenant, current
from educrowd.core.db import db

from .ground import PASSWORD, analyze, ground
from .pages import Case

FEW, MANY = 10, 10_000
LIMIT = 1.5
TURNS = 9
# Six hundred words, as a post of three minutes has.
PARAGRAPH = "A paragraph that says something about the matter at hand, and a *second* thought. "
TEXT = (PARAGRAPH * 4 + "\n\n") * 10
# A word of ten posts here, of every tenth there: both show a full page of them.
RARER = "w4321"
# Ten posts are written, the others are their like: what is measured is reading. Each has six hundred words to be
# found by: fifty that all have, the others out of five thousand.
COPIES = (
    """
    INSERT INTO posts (slug, title, summary, body_markdown, body_html, words, author_id, author_name, status,
        published_at, named, sought)
    SELECT 'copy-' || n, 'Copy ' || n, summary, said, '<p>' || said || '</p>', words, author_id, author_name,
        'published', now() - n * interval '1 hour', 'copy ' || n,
        setweight(to_tsvector('simple', 'copy ' || n), 'A') || setweight(to_tsvector('simple', said), 'C')
    FROM posts, generate_series(1, :more) n, LATERAL (
        SELECT 'A paragraph: ' || string_agg('w' || abs(hashint8(n * 1000::bigint + w))
            % CASE WHEN w < 50 THEN 50 ELSE 5000 END, ' ') AS said FROM generate_series(1, 600) w) text
    WHERE slug = 'post-1'
    """,
    """
    INSERT INTO post_authors (post_id, author_id)
    SELECT p.id, a.id FROM posts p, authors a WHERE p.slug LIKE 'copy-%'
    """,
    """
    INSERT INTO post_tags (post_id, tag_id)
    SELECT p.id, t.id FROM posts p JOIN tags t ON t.id % 3 = p.id % 3 WHERE p.slug LIKE 'copy-%'
    """,
)
PLACES = {
    "list": "/blog/",
    "tag": "/blog/tags/craft",
    "post": "/blog/post-1",
    "search": "/search?q=letterpress",
    "search, in all of them": "/search?q=paragraph",
    "search, in a thousand": f"/search?q={RARER}",
    "search, misspelled": "/search?q=leterpress",
    "feed": "/feed.xml",
    "author": "/blog/authors/nell",
}


def run() -> list[str]:
    """Measure and print; answers what missed its target."""
    with ground() as here:
        here.app.config["RATELIMIT_ENABLED"] = False
        sites = {count: _site(f"blog-{count}", count) for count in (FEW, MANY)}
        analyze(here)
        port = here.app.config["PORT"]
        cases = {
            (place, count): Case(f"{place}, {count}", here.app.wsgi_app, path, {"Host": f"{site.host}:{port}"})
            for place, path in PLACES.items()
            for count, site in sites.items()
        }
        for _ in range(TURNS):
            for case in cases.values():
                case.turn()
    print(f"\n{'page':<24}{'10 posts, ms':>14}{'10,000, ms':>12}{'ratio':>8}{'target':>9}")
    return [missed for place in PLACES if (missed := _compared(place, cases))]


def _site(slug: str, count: int) -> BoundTenant:
    with founding(slug=slug, name="Bench") as tenant:
        nell = User.register(email=f"nell@{slug}.example", password=PASSWORD, first_name="Nell")
        nell.take("owner")
        current.user = nell
        for number in range(FEW):
            title = "Letterpress" if number == 5 else f"Post {number}"
            Post.draft(title, body_markdown=TEXT + RARER, tags=["Craft", "Ink", "Paper"]).publish()
        db.session.flush()
        for copies in COPIES if count > FEW else ():
            db.session.execute(text(copies), {"more": count - FEW} if ":more" in copies else {})
        return tenant.snapshot()


def _compared(place: str, cases: dict[tuple[str, int], Case]) -> str:
    few, many = (statistics.median(cases[place, count].wall) * 1000 for count in (FEW, MANY))
    print(f"{place:<24}{few:>14.2f}{many:>12.2f}{many / few:>8.2f}{f'≤ {LIMIT}':>9}")
    return f"{place}: {many / few:.2f} × as slow with 10,000 posts, target {LIMIT}" if many > few * LIMIT else ""
