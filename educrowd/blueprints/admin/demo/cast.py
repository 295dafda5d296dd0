"""Who lives on the demonstration sites; their addresses end in .example, where no mail ever arrives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from educrowd.blueprints.auth.roles import ADMIN, BACKER, CREATOR, EDITOR, INSTRUCTOR, OWNER, STUDENT

PASSWORD = "paper-lantern"


@dataclass(frozen=True, slots=True)
class Person:
    """One account and what it may do on its site."""

    name: str
    email: str
    roles: tuple[str, ...] = ()
    bio: str = ""
    stays_days: int | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """One site and its people; one person may play several parts."""

    slug: str
    name: str
    age_in_days: int
    details: dict[str, Any]
    owner: Person
    instructor: Person
    creator: Person
    editor: Person
    members: tuple[Person, ...]
    staff: tuple[Person, ...] = ()

    @property
    def people(self) -> list[Person]:
        """Everyone once, the owner first."""
        parts = (self.owner, self.instructor, self.creator, self.editor, *self.staff, *self.members)
        return list(dict.fromkeys(parts))

    def joined_days_ago(self, number: int) -> int:
        """The founder was there from the first day, and the last to come arrived yesterday."""
        left = (len(self.people) - number) / len(self.people)
        return max(1, int(self.age_in_days * left**2))


def learners(slug: str, *names: str) -> tuple[Person, ...]:
    """Students, of whom the first answers to student@, and every other one backs projects too."""
    return tuple(
        Person(
            name,
            f"student@{slug}.example" if number == 0 else f"{name.lower().replace(' ', '.')}@{slug}.example",
            (STUDENT, BACKER) if number % 2 else (STUDENT,),
        )
        for number, name in enumerate(names)
    )


OPERATOR = Person("Robin Vance", "operator@educrowd.example")

NORTHGATE = Cast(
    slug="demo",
    name="Northgate University",
    age_in_days=420,
    details={
        "is_listed": True,
        "description": "A small university that teaches in the open: courses for anyone who is curious, "
        "and research that its readers help to pay for.",
        "email": "studio@demo.example",
        "website": "https://northgate.example",
        "timezone": "America/New_York",
        "language": "en-US",
        "currency": "USD",
        "accent": "#27408b",
        "settings": {"review_projects": True, "contact_form": True},
        "subscription_plan": "academy",
        "on_trial": False,
    },
    owner=Person("Ruth Adeyemi", "owner@demo.example", (OWNER,), "Provost. Reads the footnotes first."),
    instructor=Person(
        "Tomas Lindqvist",
        "instructor@demo.example",
        (INSTRUCTOR,),
        "Teaches astronomy and statistics, and lends out his telescopes.",
    ),
    creator=Person(
        "Priya Raman", "creator@demo.example", (CREATOR,), "Runs the field station and the river measurements."
    ),
    editor=Person("Jonas Weber", "editor@demo.example", (EDITOR,), "Edits the journal and keeps the calendar honest."),
    staff=(
        Person("Lucia Ferreira", "admin@demo.example", (ADMIN,), "Looks after the campus systems."),
        Person(
            "Mateo Rivas", "mateo.rivas@demo.example", (INSTRUCTOR,), "Visiting from the observatory.", stays_days=9
        ),
    ),
    members=learners(
        "demo",
        "Amara Nwosu",
        "Ben Hollis",
        "Chloe Dubois",
        "Daniel Park",
        "Elif Demir",
        "Farid Haddad",
        "Greta Sundberg",
        "Hugo Martins",
        "Imogen Clarke",
        "Jun Tanaka",
        "Katya Orlova",
        "Liam Byrne",
    ),
)

ATELIER = Cast(
    slug="atelier",
    name="Atelier Marlow",
    age_in_days=260,
    details={
        "is_listed": True,
        "description": "A workshop for paper, ink and binding. Come and learn a hand skill, "
        "or help us bring an old machine back to work.",
        "email": "bench@atelier.example",
        "timezone": "Europe/Lisbon",
        "language": "en-IE",
        "currency": "EUR",
        "accent": "#b4552d",
        "layout": "magazine",
        "typeface": "warm",
        "settings": {"contact_form": True},
        "subscription_plan": "studio",
        "on_trial": False,
    },
    owner=Person("Marta Marlow", "owner@atelier.example", (OWNER,), "Printer and bookbinder. Never nine at the table."),
    instructor=Person("Kenji Sato", "instructor@atelier.example", (INSTRUCTOR,), "Paper, glue and patience."),
    creator=Person("Ines Duarte", "creator@atelier.example", (CREATOR,), "Brings dead machines back to work."),
    editor=Person("Bruno Keller", "editor@atelier.example", (EDITOR,), "Writes down what the workshop learns."),
    members=learners(
        "atelier",
        "Nora Lindgren",
        "Oscar Pinto",
        "Paula Steiner",
        "Quentin Moreau",
        "Rosa Albrecht",
        "Samir Nasser",
        "Tilda Berg",
    ),
)

NELL_HARTLEY = Person(
    "Nell Hartley",
    "owner@nell.example",
    (OWNER,),
    "Writes essays and novels at a table that faces the ferry.",
)

NELL = Cast(
    slug="nell",
    name="Nell Hartley",
    age_in_days=150,
    details={
        "is_listed": True,
        "description": "Essays, letters and a course on keeping a notebook, from a house at the end of the ferry line.",
        "email": "letters@nell.example",
        "timezone": "Europe/London",
        "language": "en-GB",
        "currency": "GBP",
        "accent": "#1f6f64",
        "layout": "centered",
        "settings": {"contact_form": True, "blog_comments": "anyone"},
    },
    owner=NELL_HARTLEY,
    instructor=NELL_HARTLEY,
    creator=NELL_HARTLEY,
    editor=Person("Sam Okafor", "editor@nell.example", (EDITOR,), "Cuts commas, gently."),
    members=learners("nell", "Una Fraser", "Victor Lang", "Wren Abbott", "Yara Costa", "Zoe Whitfield"),
)

SITES = (NORTHGATE, ATELIER, NELL)
