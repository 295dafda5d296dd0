"""Reading a request's parameters; whatever nobody read is refused by name."""

import re
from typing import Any, NoReturn

from sandbox.errors import InvalidRequest

CREATED_BOUNDS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


class Params:
    """The parameters of one request, or one hash inside them."""

    def __init__(self, values: dict, path: str = ""):
        self.values = values
        self.path = path
        self.read: dict[str, Params | list[Params] | None] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __bool__(self) -> bool:
        return bool(self.values)

    def text(self, name: str) -> str | None:
        """A string; the empty string unsets."""
        value = self.raw(name)
        if isinstance(value, (dict, list)):
            raise self._invalid(name, f"Invalid string: {value}")
        return value or None

    def need(self, name: str) -> str:
        """A string that must be there."""
        return self.text(name) or self._missing(name)

    def integer(self, name: str, *, least: int | None = None, most: int | None = None) -> int | None:
        """A whole number."""
        value = self.text(name)
        if value is None:
            return None
        if not re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
            raise self._invalid(name, f"Invalid integer: {value}", "parameter_invalid_integer")
        if least is not None and int(value) < least:
            raise self._invalid(name, f"This value must be at least {least}.", "parameter_invalid_integer")
        if most is not None and int(value) > most:
            raise self._invalid(name, f"This value must be at most {most}.", "parameter_invalid_integer")
        return int(value)

    def need_integer(self, name: str, *, least: int | None = None, most: int | None = None) -> int:
        """A whole number that must be there."""
        value = self.integer(name, least=least, most=most)
        return self._missing(name) if value is None else value

    def percent(self, name: str) -> float | None:
        """A percentage, with decimals."""
        value = self.text(name)
        if value is not None and not re.fullmatch(r"\d{1,2}(\.\d+)?|100", value, re.ASCII):
            raise self._invalid(name, f"Invalid decimal: {value}", "parameter_invalid_decimal")
        return None if value is None else float(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """`true` or `false`."""
        value = self.maybe(name)
        return default if value is None else value

    def maybe(self, name: str) -> bool | None:
        """`true`, `false` or not said."""
        value = self.text(name)
        if value not in (None, "true", "false"):
            raise self._invalid(name, f"Invalid boolean: {value}")
        return None if value is None else value == "true"

    def choice(self, name: str, options: tuple[str, ...]) -> str | None:
        """One of the named options."""
        value = self.text(name)
        if value is not None and value not in options:
            raise self._invalid(name, f"Invalid {name}: must be one of {', '.join(options)}")
        return value

    def need_choice(self, name: str, options: tuple[str, ...]) -> str:
        """One of the named options, which must be there."""
        return self.choice(name, options) or self._missing(name)

    def hash(self, name: str) -> "Params":
        """A nested hash; an empty one when it is absent."""
        value = self.raw(name, {})
        if value == "":
            value = {}
        if not isinstance(value, dict):
            raise self._invalid(name, f"Invalid object: {value}")
        self.read[name] = inner = Params(value, self._full(name))
        return inner

    def hashes(self, name: str) -> list["Params"]:
        """A list of hashes."""
        value = self.raw(name) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._invalid(name, "Invalid array")
        self.read[name] = inner = [Params(item, f"{self._full(name)}[{index}]") for index, item in enumerate(value)]
        return inner

    def texts(self, name: str, default: list[str] | None = None) -> list[str]:
        """A list of strings."""
        value = self.raw(name) or default or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._invalid(name, "Invalid array")
        return value

    def plain(self, name: str) -> dict:
        """A hash as it came."""
        return self.hash(name).everything()

    def everything(self) -> dict:
        """All values as they came."""
        self.read.update(dict.fromkeys(self.values))
        return self.values

    def raw(self, name: str, default: Any = None) -> Any:
        """A value as it came, nested or not."""
        self.read.setdefault(name, None)
        return self.values.get(name, default)

    def metadata(self, before: dict | None = None) -> dict:
        """Metadata merged into what was there; an empty value removes its key."""
        given = self.raw("metadata", {})
        if given == "":
            return {}
        if not isinstance(given, dict) or any(isinstance(value, (dict, list)) for value in given.values()):
            raise self._invalid("metadata", "Invalid object: metadata holds only strings")
        return {key: value for key, value in ((before or {}) | given).items() if value != ""}

    def created(self) -> list[tuple]:
        """Conditions from `created=…` or `created[gte]=…`."""
        if not isinstance(self.values.get("created"), dict):
            moment = self.integer("created")
            return [] if moment is None else [("created = ?", moment)]
        bounds = self.hash("created")
        return [(f"created {sign} ?", bounds.integer(name)) for name, sign in CREATED_BOUNDS.items() if name in bounds]

    def refuse_unread(self) -> None:
        """Refuse a parameter that nothing here understands."""
        for name in self.values:
            if name not in self.read:
                raise self._invalid(name, f"Received unknown parameter: {self._full(name)}", "parameter_unknown")
            inner = self.read[name]
            for params in inner if isinstance(inner, list) else [inner] if inner else []:
                params.refuse_unread()

    def _missing(self, name: str) -> NoReturn:
        raise self._invalid(name, f"Missing required param: {self._full(name)}.", "parameter_missing")

    def _full(self, name: str) -> str:
        return f"{self.path}[{name}]" if self.path else name

    def _invalid(self, name: str, message: str, code: str | None = None) -> InvalidRequest:
        return InvalidRequest(message, code, self._full(name))
