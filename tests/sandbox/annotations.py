"""Comparing an answer's JSON with what the official library declares of its class."""

import decimal
import inspect
import typing

import stripe
import stripe.checkout


def differences(value: object, declared: typing.Any, path: str) -> list[str]:
    """Where a JSON value is not what an annotation of the library says."""
    if isinstance(declared, typing.ForwardRef):
        declared = declared.__forward_arg__
    if isinstance(declared, str):
        declared = _class_named(declared)
    origin, arguments = typing.get_origin(declared), typing.get_args(declared)
    if origin in OF_ORIGIN:
        return OF_ORIGIN[origin](value, arguments, path)
    if origin is not None:
        return [] if isinstance(value, dict) else [f"{path} is no hash"]
    if isinstance(declared, type) and issubclass(declared, stripe.StripeObject):
        return _object(value, declared, path)
    return [] if _is_a(value, declared) else [f"{path} is {value!r}, declared {declared}"]


def fields(cls: type) -> dict[str, typing.Any]:
    """The fields that a class of the library declares, its parents' included."""
    own = [parent for parent in cls.__mro__ if parent.__module__ != "stripe._stripe_object"]
    declared = {name: kind for parent in reversed(own) for name, kind in inspect.get_annotations(parent).items()}
    return {name: kind for name, kind in declared.items() if typing.get_origin(kind) is not typing.ClassVar}


def _object(value: object, cls: type, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path} is {value!r}, no {cls.__qualname__}"]
    declared = {name: kind for name, kind in fields(cls).items() if not name.startswith("_")}
    found = [f"{path}.{name} is not declared" for name in value.keys() - declared.keys()]
    for name, kind in declared.items():
        if name in value:
            found += differences(value[name], kind, f"{path}.{name}")
        elif type(None) not in typing.get_args(kind):
            found.append(f"{path}.{name} is missing")
    return found


def _any_of(value: object, kinds: tuple, path: str) -> list[str]:
    return min((differences(value, kind, path) for kind in kinds), key=len)


def _literal(value: object, allowed: tuple, path: str) -> list[str]:
    return [] if value in allowed else [f"{path} is {value!r}, not one of {allowed[:5]}…"]


def _array(value: object, kinds: tuple, path: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{path} is {value!r}, no list"]
    return [line for index, item in enumerate(value) for line in differences(item, kinds[0], f"{path}[{index}]")]


def _listed(value: object, kinds: tuple, path: str) -> list[str]:
    if not isinstance(value, dict) or value.keys() != {"object", "data", "has_more", "url"}:
        return [f"{path} is no list object"]
    return _array(value["data"], kinds, f"{path}.data")


OF_ORIGIN = {typing.Union: _any_of, typing.Literal: _literal, list: _array, stripe.ListObject: _listed}


def _is_a(value: object, declared: typing.Any) -> bool:
    if declared is typing.Any:
        return True
    if declared is decimal.Decimal:
        return isinstance(value, str)
    if declared is float:
        return isinstance(value, (int, float))
    return type(value) is declared


def _class_named(name: str) -> type:
    """The class of a name in an annotation; some modules import a class under the name of `…Resource`."""
    return getattr(stripe, name.removesuffix("Resource"), None) or getattr(stripe.checkout, name, _Unknown)


class _Unknown(stripe.StripeObject):
    """A class from another corner of the library, which no answer here holds."""
