"""`flask --help` with headings."""

from __future__ import annotations

import click
from flask.cli import AppGroup

HEADINGS = {
    "Run": ("up", "serve", "web", "worker", "scheduler"),
    "Sites": ("tenant", "user", "key", "course", "questions", "blog", "newsletter", "demo"),
    "Data": ("db", "db-tenants", "db-url", "reencrypt"),
    "Checks": ("doctor", "money", "schedule", "limiter"),
    "Develop": ("assets", "openapi", "routes", "run", "shell"),
}
OTHER = "Other"


class Commands(AppGroup):
    """The application's commands, which show Flask's own help page how to list all of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        # Flask asks for these while it writes its list. What is hidden stays out of that list, and the
        # epilog comes after it. Shell completion, which parses resiliently, is left the plain names.
        if isinstance(ctx.command, click.Group) and not ctx.resilient_parsing:
            commands = {**self.commands, **ctx.command.commands}
            ctx.command.epilog = grouped(commands)
            for command in commands.values():
                command.hidden = True
        return super().list_commands(ctx)


def grouped(commands: dict[str, click.Command]) -> str:
    """The commands under their headings, a line each."""
    listed = {name for names in HEADINGS.values() for name in names}
    headings = HEADINGS | {OTHER: tuple(sorted(commands.keys() - listed))}
    parts = (
        _part(heading, [name for name in names if name in commands], commands) for heading, names in headings.items()
    )
    return "\n\n".join(part for part in parts if part)


def _part(heading: str, names: list[str], commands: dict[str, click.Command]) -> str:
    lines = [f"  {name:<11} {commands[name].get_short_help_str(limit=64)}" for name in names]
    # \b keeps click from joining the lines.
    return "\n".join(["\b", f"{heading}:", *lines]) if lines else ""
