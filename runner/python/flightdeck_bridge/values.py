"""Makes Python values of JSON by their types, where the SDK's type engine would drop a name, keep a text or refuse 1 for a float. Files, tables and durations are the SDK's."""

from __future__ import annotations

import dataclasses
import datetime
import json
import typing
from typing import Any, Callable, Sequence

from . import shapes

Path = Sequence["str | int"]


class Misfit(Exception):
    """What lies at `path` inside of an input doesn't fit. `why` is `type`, `unknown` or `missing`."""

    def __init__(self, why: str, path: Path, **details: Any) -> None:
        super().__init__(why)
        self.why = why
        self.path = list(path)
        self.details = details


class Reader:
    """Reads JSON. `leaf` gives a text, or an object of the SDK's own, to the SDK's reader of a type."""

    def __init__(self, leaf: Callable[[Any, Any], Any]) -> None:
        self._leaf = leaf

    def read(self, value: Any, python_type: Any, path: Path = ()) -> Any:
        """The value. Raises `Misfit`."""
        python_type = shapes.bare(python_type)
        if python_type is Any or python_type is object or isinstance(python_type, (str, typing.TypeVar)):
            return value
        members = shapes.variants(python_type)
        if members:
            return self._variant(value, members, python_type, path)
        if value is None:
            if python_type in (None, type(None)):
                return None
            raise _wrong(value, python_type, path)
        if python_type in (bool, int, float, str):
            return _scalar(value, python_type, path)
        if shapes.is_enum(python_type):
            return _member(value, python_type, path)
        if typing.get_origin(python_type) is typing.Literal:
            return _literal(value, python_type, path)
        kind = shapes.container(python_type)
        if kind is not None:
            return self._container(value, kind, python_type, path)
        if shapes.is_model(python_type):
            return self._model(value, python_type, path)
        if shapes.is_record(python_type):
            return self._record(value, python_type, path)
        return self._other(value, python_type, path)

    def _variant(self, value: Any, members: tuple[Any, ...], python_type: Any, path: Path) -> Any:
        if value is None and type(None) in members:
            return None
        candidates = [each for each in members if each is not type(None)]
        # Exact fits first: the text "1" for `int | str` stays a text, 1 for `float | int` an int.
        candidates.sort(key=lambda each: shapes.bare(each) is not type(value))
        misfits = []
        for candidate in candidates:
            try:
                return self.read(value, candidate, path)
            except Misfit as misfit:
                misfits.append(misfit)
        # What went furthest says most; of `X | None` there is but one.
        deepest = max(misfits, key=lambda each: len(each.path))
        raise deepest if len(candidates) == 1 or len(deepest.path) > len(path) else _wrong(value, python_type, path)

    def _container(self, value: Any, kind: type, python_type: Any, path: Path) -> Any:
        arguments = typing.get_args(python_type)
        if kind is dict:
            if not isinstance(value, dict):
                raise _wrong(value, python_type, path)
            keys, of = arguments if len(arguments) == 2 else (Any, Any)
            return {_key(key, keys, [*path, key]): self.read(each, of, [*path, key]) for key, each in value.items()}
        if kind is tuple and isinstance(value, dict) and arguments:
            # The form in which the type engine itself writes tuples.
            value = [value[f"item_{index}"] for index in range(len(arguments)) if f"item_{index}" in value]
        if not isinstance(value, list):
            raise _wrong(value, python_type, path)
        if kind is tuple and arguments and arguments[-1] is not Ellipsis:
            if len(value) != len(arguments):
                raise _wrong(value, python_type, path)
            return tuple(self.read(each, of, [*path, index]) for index, (each, of) in enumerate(zip(value, arguments)))
        of = arguments[0] if arguments else Any
        return kind(self.read(each, of, [*path, index]) for index, each in enumerate(value))

    def _record(self, value: Any, python_type: Any, path: Path) -> Any:
        fields = shapes.fields_of(python_type)
        if isinstance(value, list) and shapes.is_named_tuple(python_type):
            value = dict(zip(fields, value))
        if not isinstance(value, dict):
            raise _wrong(value, python_type, path)
        _check_names(value, fields, python_type, path)
        for name, (of, optional) in fields.items():
            if not optional and name not in value:
                raise Misfit("missing", [*path, name], expected=of, of=python_type)
        made = {name: self.read(each, fields[name][0], [*path, name]) for name, each in value.items()}
        try:
            return python_type(**made)
        except Exception as error:
            raise Misfit("type", path, expected=python_type, given=value, reason=str(error)) from None

    def _model(self, value: Any, python_type: Any, path: Path) -> Any:
        if isinstance(value, dict):
            self._check_model(value, python_type, path)
        try:
            return python_type.model_validate(value, context={"deserialize": True})
        except Exception as error:
            where, said, given = path, str(error), value
            if hasattr(error, "errors"):
                first = error.errors()[0]
                where, said, given = [*path, *first["loc"]], first["msg"], first.get("input", value)
            raise Misfit("type", where, expected=None, given=given, reason=said) from None

    def _check_model(self, value: dict[str, Any], python_type: Any, path: Path) -> None:
        """Pydantic reads and words everything but the names that it passes over."""
        fields = shapes.fields_of(python_type)
        if not shapes.is_open(python_type):
            _check_names(value, fields, python_type, path)
        for name, each in value.items():
            if name in fields:
                self._check_inside(each, fields[name][0], [*path, name])

    def _check_inside(self, value: Any, python_type: Any, path: Path) -> None:
        python_type = shapes.bare(python_type)
        members = [each for each in shapes.variants(python_type) if each is not type(None)]
        kind, arguments = shapes.container(python_type), typing.get_args(python_type)
        if len(members) == 1:
            self._check_inside(value, members[0], path)
        elif members:
            self._check_variants(value, members, path)
        elif isinstance(value, dict):
            if shapes.is_model(python_type) or shapes.is_record(python_type):
                self._check_model(value, python_type, path)
            elif kind is dict:
                for key, each in value.items():
                    self._check_inside(each, (arguments or (Any, Any))[1], [*path, key])
        elif isinstance(value, list) and kind is not None and kind is not dict:
            is_fixed = kind is tuple and len(arguments) > 0 and arguments[-1] is not Ellipsis
            for index, (each, of) in enumerate(zip(value, arguments if is_fixed else (arguments or (Any,))[:1] * len(value))):
                self._check_inside(each, of, [*path, index])

    def _check_variants(self, value: Any, members: list[Any], path: Path) -> None:
        """Passes what one of the members takes, with all of its names."""
        misfits = []
        for member in members:
            of = shapes.bare(member)
            if isinstance(value, (dict, list)) and not _may_hold(of, value):
                continue
            try:
                if shapes.is_model(of):
                    self._model(value, of, path)
                else:
                    self._check_inside(value, of, path)
                return
            except Misfit as misfit:
                misfits.append(misfit)
        # Whatever else is wrong with it, pydantic says.
        unknown = [each for each in misfits if each.why == "unknown"]
        if unknown:
            # The one that went furthest, or knows most of the names.
            raise max(unknown, key=lambda each: (len(each.path), len(set(each.details["known"]) & set(value))))

    def _other(self, value: Any, python_type: Any, path: Path) -> Any:
        if isinstance(python_type, type) and not typing.get_args(python_type) and isinstance(value, python_type):
            return value
        try:
            if python_type in (datetime.datetime, datetime.date):
                return self._moment(value, python_type, path)
            if python_type is datetime.timedelta and isinstance(value, (int, float)) and not isinstance(value, bool):
                return datetime.timedelta(seconds=value)
            if shapes.is_path(python_type) and isinstance(value, str):
                return python_type(value)
            if python_type is datetime.timedelta and not isinstance(value, str):
                raise _wrong(value, python_type, path)
            if shapes.is_io(python_type) and isinstance(value, dict):
                return _io_object(value, python_type, self._leaf, path)
            # Of a generic class, `Box[int]`, the SDK reads all.
            is_generic = typing.get_origin(python_type) is not None and not isinstance(value, str)
            return self._leaf(json.dumps(value) if is_generic else value, python_type)
        except Misfit:
            raise
        except Exception as error:
            reason = str(getattr(error, "message", None) or error)
            raise Misfit("type", path, expected=python_type, given=value, reason=reason) from None

    def _moment(self, value: Any, python_type: type, path: Path) -> Any:
        if not isinstance(value, str):
            raise _wrong(value, python_type, path)
        try:
            moment = datetime.datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
        except ValueError:
            # `now`, `today - P1D` and the like are the SDK's.
            moment = self._leaf(value, python_type)
        return moment.date() if python_type is datetime.date and isinstance(moment, datetime.datetime) else moment


def _wrong(value: Any, python_type: Any, path: Path) -> Misfit:
    return Misfit("type", path, expected=python_type, given=value)


def _check_names(value: dict[str, Any], fields: dict[str, Any], python_type: Any, path: Path) -> None:
    for name in value:
        if name not in fields:
            raise Misfit("unknown", [*path, name], known=list(fields), of=python_type)


def _may_hold(python_type: Any, value: Any) -> bool:
    """Whether an object's or a list's JSON may be of the type, by its form alone."""
    if python_type in (bool, int, float, str, bytes) or shapes.is_enum(python_type) or typing.get_origin(python_type) is typing.Literal:
        return False
    kind = shapes.container(python_type)
    if isinstance(value, dict):
        return kind is None or kind is dict
    return kind is not dict and not shapes.is_model(python_type)


# Where the SDK's files and tables lie, and what else may be said of them.
_IO_PLACES = ("path", "uri")
_IO_MORE = ("format", "name", "hash")


def _io_object(value: dict[str, Any], python_type: Any, leaf: Callable[[Any, Any], Any], path: Path) -> Any:
    """`{"path": …}` or `{"uri": …}`, as the SDK writes its files and tables."""
    fields = getattr(typing.get_origin(python_type) or python_type, "model_fields", {})
    more = [name for name in _IO_MORE if name in fields]
    for name, each in value.items():
        # The SDK writes what isn't set, too.
        if name not in _IO_PLACES and name not in more and not (each is None and name in fields):
            raise Misfit("unknown", [*path, name], known=[*_IO_PLACES, *more], of=python_type)
        if each is not None and not isinstance(each, str):
            raise _wrong(each, str, [*path, name])
    uri = value.get("path") or value.get("uri")
    if uri is None:
        raise Misfit("missing", [*path, "path"], expected=str, of=python_type)
    made = leaf(uri, python_type)
    for name in more:
        if value.get(name):
            setattr(made, name, value[name])
    return made


def _scalar(value: Any, python_type: type, path: Path) -> Any:
    if python_type is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    # A bool is an int to Python, not to people.
    if type(value) is python_type:
        return value
    # Infinity has no JSON.
    if python_type is float and isinstance(value, str) and value.lower().lstrip("+-") in ("nan", "inf"):
        return float(value)
    raise _wrong(value, python_type, path)


def _key(key: str, python_type: Any, path: Path) -> Any:
    """JSON's names are texts; a dict's keys may be numbers."""
    if python_type is int and key.lstrip("-").isdigit():
        return int(key)
    if python_type is float:
        try:
            return float(key)
        except ValueError:
            pass
    if python_type in (int, bool, float):
        raise _wrong(key, python_type, path)
    return _member(key, python_type, path) if shapes.is_enum(python_type) else key


def _member(value: Any, python_type: Any, path: Path) -> Any:
    for member in python_type:
        if value in (member.name, member.value) and not isinstance(value, bool):
            # A task that declares a Literal is given the value: the SDK would hand it the member's name.
            return member.value if shapes.is_literal_enum(python_type) else member
    if shapes.is_literal_enum(python_type):
        raise _wrong(value, python_type, path)
    names = ", ".join(member.name for member in python_type)
    raise Misfit("type", path, expected=python_type, given=value, reason=names)


def _literal(value: Any, python_type: Any, path: Path) -> Any:
    choices = typing.get_args(python_type)
    for choice in choices:
        if type(choice) is type(value) and choice == value:
            return choice
    names = ", ".join(repr(choice) for choice in choices)
    raise Misfit("type", path, expected=python_type, given=value, reason=names)


def to_json(value: Any, inside: bool = False) -> Any:
    """The JSON that `read` makes the value of. Raises TypeError where there is none."""
    if value is None or isinstance(value, (bool, int, float, str)) and not shapes.is_enum(type(value)):
        if isinstance(value, float) and value - value != 0:
            return str(value)
        return value
    if shapes.is_enum(type(value)):
        return to_json(value.value) if inside or shapes.is_literal_enum(type(value)) else value.name
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if shapes.is_path(type(value)):
        return str(value)
    if shapes.is_io(type(value)):
        uri = getattr(value, "path", None) or getattr(value, "uri", None)
        if isinstance(uri, str):
            return uri
    if hasattr(value, "model_dump"):
        return _by_accepted_names(value.model_dump(mode="json"), value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name), True) for field in dataclasses.fields(value) if field.init}
    if hasattr(value, "_asdict"):
        return {name: to_json(each, True) for name, each in value._asdict().items()}
    if isinstance(value, dict):
        return {str(key): to_json(each, True) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(each, True) for each in value]
    raise TypeError(type(value).__name__)


def _by_accepted_names(dumped: Any, value: Any) -> Any:
    """What a model is written as, by the names by which it is read again."""
    if isinstance(dumped, dict) and shapes.is_model(type(value)):
        names = shapes.accepted_names(type(value))
        return {
            names.get(name, [name])[0]: _by_accepted_names(each, getattr(value, name, None)) for name, each in dumped.items()
        }
    if isinstance(dumped, dict) and isinstance(value, dict) and len(dumped) == len(value):
        return {key: _by_accepted_names(each, own) for (key, each), own in zip(dumped.items(), value.values())}
    if isinstance(dumped, list) and isinstance(value, (list, tuple)) and len(dumped) == len(value):
        return [_by_accepted_names(each, own) for each, own in zip(dumped, value)]
    return dumped


# JavaScript reads larger integers as others.
_MAX_EXACT = 2**53 - 1


def loses_digits(value: Any) -> bool:
    """Whether the runner would round a number of this JSON."""
    if isinstance(value, int):
        return abs(value) > _MAX_EXACT
    if isinstance(value, dict):
        return any(map(loses_digits, value.values()))
    return isinstance(value, list) and any(map(loses_digits, value))
