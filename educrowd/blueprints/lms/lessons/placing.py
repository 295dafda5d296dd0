"""Where a file stands in a lesson's settings."""

from __future__ import annotations

from typing import Any


def place_file(settings: dict[str, Any], purpose: str, public_id: str, *, language: str = "") -> dict[str, Any]:
    """The settings with the file in its place; a second film, poster or caption of a language replaces the first."""
    if purpose == "file":
        return settings | {"files": [*settings.get("files", []), public_id]}
    if purpose == "captions":
        others = [each for each in settings.get("captions", []) if each["language"] != language]
        return settings | {"captions": [*others, {"language": language, "file": public_id}]}
    return settings | {purpose: public_id}


def without_file(settings: dict[str, Any], public_id: str) -> dict[str, Any]:
    """The settings without this file, wherever it stands."""
    kept: dict[str, Any] = {name: "" if value == public_id else value for name, value in settings.items()}
    if "files" in kept:
        kept["files"] = [each for each in kept["files"] if each != public_id]
    if "captions" in kept:
        kept["captions"] = [each for each in kept["captions"] if each["file"] != public_id]
    return kept


def with_files(settings: dict[str, Any], new: dict[str, str]) -> dict[str, Any]:
    """The settings with other public ids in the place of those given."""

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: renamed(each) for name, each in value.items()}
        if isinstance(value, list):
            return [renamed(each) for each in value]
        return new.get(value, value) if isinstance(value, str) else value

    return renamed(settings)
