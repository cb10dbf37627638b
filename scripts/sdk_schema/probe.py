"""Tries values and tells what became of each: taken, refused with which words, or taken and left without effect."""

import contextlib
import dataclasses
import datetime
import enum
import functools
import inspect
import io
import itertools
import linecache
import os
import pathlib
import re
import typing

from describe import UNSET, alternatives, listed, public_name

#: What tells where a thing was made, not what it is.
UNCOMPARED = ("parent_env", "_tasks", "_caller_frame", "_declaring_file", "func")


class Foreign:
    """A value of a class that no parameter is meant for."""

    def __repr__(self):
        return "object()"


#: What every parameter is given, whatever its type says.
SAMPLES = {
    "None": lambda: None,
    "False": lambda: False,
    "True": lambda: True,
    "0": lambda: 0,
    "1": lambda: 1,
    "-1": lambda: -1,
    "1.5": lambda: 1.5,
    "''": lambda: "",
    "'probe'": lambda: "probe",
    "'Probe'": lambda: "Probe",
    "'pro_be'": lambda: "pro_be",
    "[]": lambda: [],
    "['probe']": lambda: ["probe"],
    "('probe',)": lambda: ("probe",),
    "{}": lambda: {},
    "{'PROBE': 'probe'}": lambda: {"PROBE": "probe"},
    "{'PROBE': 1}": lambda: {"PROBE": 1},
    "object()": Foreign,
}


class Refusal(Exception):
    """What the SDK says to a value."""


class Missing(Exception):
    """A package that is not installed and without which a value can't be tried."""


@contextlib.contextmanager
def quietly():
    """Nothing that is tried may write into what is printed."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def attempt(call, sample=UNSET):
    """The result of a call. @raises Refusal, Missing"""
    with quietly():
        try:
            return call()
        except ModuleNotFoundError as error:
            raise Missing(error.name or str(error).split()[0]) from None
        except Exception as error:
            raise Refusal(words(error, sample)) from None


def succeeds(call):
    try:
        attempt(call)
    except (Refusal, Missing):
        return False
    return True


def makes(call, arguments):
    return succeeds(lambda: call(**{name: make() for name, (_, make) in arguments.items()}))


def words(error, sample=UNSET):
    """
    Class and message of an error, the tried value's own parts replaced by {type} and {value}. Words that are not the
    SDK's, but Python's or a library's about what went wrong inside, differ between versions: then the class alone.
    """
    message, name = str(error), type(error).__name__
    frame = error.__traceback__
    while frame.tb_next is not None:
        frame = frame.tb_next
    raised = linecache.getline(frame.tb_frame.f_code.co_filename, frame.tb_lineno).strip().startswith("raise")
    mismatch = re.search(r"\(\) (got an unexpected|got multiple|missing \d|takes )", message)
    if not raised and not mismatch:
        return name
    message = re.sub(r"\.? Did you mean .*", "", message).split("\n")[0]
    message = re.sub(r" at 0x[0-9a-f]+", "", message).replace(os.getcwd(), "")
    if sample is not UNSET:
        message = message.replace(str(type(sample)), "{type}").replace(f"'{type(sample).__name__}'", "'{type}'")
        message = re.sub(rf"\bgot {type(sample).__name__}\b", "got {typeName}", message)
        shown = re.escape(re.sub(r" at 0x[0-9a-f]+", "", repr(sample)))
        message = re.sub(rf"(?<![\w'.]){shown}(?![\w'])", "{value}", message)
    return f"{name}: {message if len(message) <= 240 else message[:239] + '…'}"


def state(value, depth=0):
    """What a value holds, comparable: equal for two values that were made alike."""
    if depth > 12 or inspect.isroutine(value) or inspect.isclass(value):
        return getattr(value, "__qualname__", type(value).__name__)
    if value is None or isinstance(value, (bool, int, float, str, bytes, enum.Enum)):
        return (type(value).__name__, str(value))
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, [state(each, depth + 1) for each in value])
    if isinstance(value, (set, frozenset)):
        return (type(value).__name__, sorted(str(state(each, depth + 1)) for each in value))
    if isinstance(value, dict):
        return ("dict", sorted((str(state(k, depth + 1)), str(state(v, depth + 1))) for k, v in value.items()))
    if not type(value).__module__.startswith("flyte"):
        return (type(value).__name__, re.sub(r" at 0x[0-9a-f]+", "", repr(value)) if depth else "")
    held = dict(getattr(value, "__dict__", {}))
    if dataclasses.is_dataclass(value):
        held.update((field.name, getattr(value, field.name, None)) for field in dataclasses.fields(value))
    own = {k: v for k, v in held.items() if k not in UNCOMPARED and not is_remembered(value, k)}
    return (type(value).__name__, sorted((k, str(state(v, depth + 1))) for k, v in own.items()))


def is_remembered(value, name):
    """Whether an attribute is one that was computed from others when somebody asked."""
    return isinstance(inspect.getattr_static(type(value), name, None), functools.cached_property)


def alone(call, parameter, least):
    """A call of which one parameter is given; the fewest others that it needs go with it."""
    by_position = parameter.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.POSITIONAL_ONLY)

    def with_others(**given):
        arguments = {**{name: make() for name, (_, make) in least.items()}, **given}
        positional = [arguments.pop(parameter.name)] if by_position and parameter.name in arguments else []
        return call(*positional, **arguments)

    return with_others


class Prober:
    """Makes values of the SDK's classes, and gives every parameter every sample."""

    def __init__(self, public, fields):
        self.public = public
        self.fields = fields
        self.least = {}

    def samples(self, parameter):
        """By text: the common samples, the listed values, and one value of each class that the type names."""
        found = dict(SAMPLES)
        for value in listed(parameter.hint):
            found.setdefault(repr(value), lambda value=value: value)
        for member in alternatives(parameter.hint):
            origin, args = typing.get_origin(member), typing.get_args(member)
            made = self.instance(member)
            if made is not None:
                found[made[0]] = made[1]
            elif origin in (list, tuple) and args and (made := self.instance(args[0])) is not None:
                text, make = made
                if origin is list:
                    found[f"[{text}]"] = lambda make=make: [make()]
                else:
                    found[f"({text},)"] = lambda make=make: (make(),)
        return found

    def instance(self, hint):
        """A value of a class, as text and as a function that makes it."""
        if hint is datetime.timedelta:
            return "datetime.timedelta(hours=1)", lambda: datetime.timedelta(hours=1)
        if hint is pathlib.Path:
            return "pathlib.Path('probe')", lambda: pathlib.Path("probe")
        if not inspect.isclass(hint) or hint not in self.public or issubclass(hint, enum.Enum):
            return None
        least = self.least_of(hint)
        if least is None:
            return None
        call = lambda: hint(**{name: make() for name, (_, make) in least.items()})  # noqa: E731
        arguments = ", ".join(f"{name}={text}" for name, (text, _) in least.items())
        return f"{public_name(hint, self.public)}({arguments})", call

    def least_of(self, cls):
        """The fewest arguments with which a class can be made, None where none were found."""
        if cls not in self.least:
            self.least[cls] = None  # A class that needs one of itself.
            self.least[cls] = self.least_arguments(cls, self.fields(cls))
        return self.least[cls]

    def least_arguments(self, call, parameters):
        required = [each for each in parameters.values() if each.required]
        choices = [self.preferred(each) for each in required]
        for chosen in itertools.islice(itertools.product(*choices), 300):
            arguments = dict(zip((each.name for each in required), chosen))
            if makes(call, arguments):
                return arguments
        # Some want one or two of their optional ones too.
        first = {each.name: own[0] for each, own in zip(required, choices)}
        optional = [(each.name, self.preferred(each)[0]) for each in parameters.values() if not each.required]
        for more in [*((each,) for each in optional), *itertools.combinations(optional, 2)]:
            if makes(call, {**first, **dict(more)}):
                return {**first, **dict(more)}
        return None

    def preferred(self, parameter):
        """Samples to try for a required parameter: those that its type asks for first."""
        texts = [text_of_type for text_of_type in map(self.by_type, alternatives(parameter.hint)) if text_of_type]
        samples = self.samples(parameter)
        own = [text for text in samples if text not in SAMPLES]
        order = [*texts, *own, "'probe'", "1", "True", "['probe']", "object()"]
        # Some take only files of one kind.
        return [
            *((text, samples[text]) for text in dict.fromkeys(order) if text in samples),
            ("'probe.txt'", lambda: "probe.txt"),
        ]

    @staticmethod
    def by_type(hint):
        hint = typing.get_origin(hint) or hint
        return {
            str: "'probe'",
            int: "1",
            float: "1.5",
            bool: "True",
            list: "['probe']",
            dict: "{'PROBE': 'probe'}",
            tuple: "('probe',)",
        }.get(hint)

    def outcomes(self, parameter, call, base=UNSET, later=None, plain=None):
        """
        What becomes of each sample: `refuses` and `refusesAtDeploy` by the SDK's words. `call` takes keyword arguments.

        Where something was set before, `plain` does the same where nothing was, and `ignores` are the samples after
        which what was set before shows through. Elsewhere `base` is what the parameter is without being given, and it
        is `idle` when no sample changed anything, such as a name that counts only beside another parameter.
        """
        refuses, late, ignores, needs = {}, {}, [], set()
        effective = False
        try:
            before = attempt(call)
            unset = state(before)
        except (Refusal, Missing):
            before = unset = None
        if later is not None and (before is None or not succeeds(lambda: later(before))):
            later = None
        for text, make in self.samples(parameter).items():
            sample = make()
            try:
                result = attempt(functools.partial(call, **{parameter.name: sample}), sample)
            except Refusal as refusal:
                refuses.setdefault(str(refusal), []).append(text)
                continue
            except Missing as missing:
                needs.add(str(missing))
                continue
            # Sending leaves its own marks on what is sent.
            same = state(result) == unset
            try:
                if later is not None:
                    attempt(functools.partial(later, result), sample)
            except Refusal as refusal:
                late.setdefault(str(refusal), []).append(text)
                continue
            except Missing as missing:
                needs.add(str(missing))
            if not same:
                effective = True
            elif self.shows_through(parameter, sample, base, plain, unset):
                ignores.append(text)
        # Nothing follows from `None` or `[]` changing nothing.
        telling = [text for text in ignores if text not in ("None", "False", "0", "''", "[]", "{}")]
        idle = plain is None and before is not None and not effective and len(telling) > 0
        return {
            **({"refuses": refuses} if refuses else {}),
            **({"refusesAtDeploy": late} if late else {}),
            **({"ignores": ignores} if ignores and plain is not None else {}),
            **({"idle": True} if idle else {}),
            **({"needs": sorted(needs)} if needs else {}),
        }

    @staticmethod
    def shows_through(parameter, sample, base, plain, unset):
        if plain is None:
            return base in UNSET or state(sample) != state(base)
        try:
            return state(attempt(lambda: plain(**{parameter.name: sample}))) != unset
        except (Refusal, Missing):
            return True

    def callable(self, call, parameters):
        """Each parameter with what its probes showed; `unprobed` where nothing could be tried."""
        least = self.least_arguments(call, parameters)
        described = {}
        for name, each in parameters.items():
            if least is None:
                described[name] = {**each.described, "unprobed": True}
                continue
            with_others = alone(call, each, least)
            base = least[name][1]() if name in least else each.default
            described[name] = {**each.described, **self.outcomes(each, with_others, base)}
        return described
