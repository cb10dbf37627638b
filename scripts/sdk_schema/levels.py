"""
Where a task's settings can be given besides its environment, `@env.task`, `override` and `clone_with`, and what each
level makes of them. Signatures lie: `clone_with` takes `**kwargs` and refuses most, `override` refuses some and takes
fields it does not list. So each name is tried on a real environment and a real task, and what the SDK says counts.
"""

import dataclasses
import pathlib
import re

import flyte
from describe import alternatives, fields_of, parameters_of
from find import TASK
from flyte.extend import AsyncFunctionTaskTemplate
from probe import Missing, Refusal, attempt, state

#: Words by which a level refuses a name, whatever its value.
REFUSED = ("nexpected keyword argument", "cannot be overridden")


def function(x: int) -> int:
    """A task's function."""
    return x


def environment_of_tasks(**given):
    """An environment with settings that its tasks can be made with."""
    environment = flyte.TaskEnvironment(name="probe", **given)
    environment.task(function)
    return environment


def context():
    from flyte.models import SerializationContext

    return SerializationContext(version="probe", root_dir=pathlib.Path(__file__).parent)


def wire(task):
    """What is sent for a task."""
    from flyte._internal.runtime.task_serde import translate_task_to_wire

    return translate_task_to_wire(task, context())


def send(environment):
    """What is sent for an environment: its task, or the app that it is."""
    if isinstance(environment, flyte.TaskEnvironment):
        return wire(environment.task(function)) if environment.image in ("auto", None) else None
    from flyte.app._runtime import translate_app_env_to_idl

    return translate_app_env_to_idl(environment, context()) if hasattr(environment, "port") else None


def by_name(attempts, known):
    """Which names a level takes at all, and its words for the others; what it says of a value does not count."""
    taken, refused = [], {}
    for name, call in attempts.items():
        try:
            attempt(call)
        except Refusal as refusal:
            words = str(refusal)
            if any(each in words for each in REFUSED):
                words = words.replace(f"'{name}'", "'{name}'")
                words = re.sub(rf"\b{name.capitalize()}\b", "{Name}", words)
                refused.setdefault(words, []).append(name)
                continue
        except Missing:
            pass
        taken.append(name)
    return {name: known[name] for name in sorted(taken) if name in known}, refused


def unlisted(parameters):
    """Parameters as a level takes them that names them in no signature: without a default of its own."""
    return {
        name: dataclasses.replace(
            each,
            described={"unlisted": True, **{k: v for k, v in each.described.items() if k not in ("default", "kind")}},
        )
        for name, each in parameters.items()
    }


class Levels:
    """Tries the levels of one SDK."""

    def __init__(self, prober, public, environments):
        self.prober = prober
        self.environment = fields_of(flyte.TaskEnvironment, public)
        self.template = fields_of(TASK, public)
        self.decorator = parameters_of(flyte.TaskEnvironment.task, public)
        self.overriding = parameters_of(TASK.override, public)
        of_tasks = [each for each in environments if issubclass(flyte.TaskEnvironment, each)]
        named = [self.template, self.decorator, self.overriding, *(fields_of(each, public) for each in of_tasks)]
        self.candidates = {name: each for group in named for name, each in group.items()}
        self.public = public

    def set_before(self, name):
        """An environment that has the setting, where one can have it."""
        parameter = self.environment.get(name)
        if parameter is not None and name not in ("name", "depends_on"):
            for text in self.telling(parameter, environment_of_tasks):
                return flyte.TaskEnvironment(name="probe", **{name: self.prober.samples(parameter)[text]()})
        return flyte.TaskEnvironment(name="probe")

    def telling(self, parameter, call):
        """Samples that change something, those of the parameter's own type first."""
        samples = self.prober.samples(parameter)
        unset = state(attempt(call))
        common = ("'probe'", "True", "1", "['probe']", "{'PROBE': 'probe'}")
        own = [
            text
            for text in reversed(samples)
            if text not in ("object()", *common) and not text.startswith(("'Probe", "'pro_", "{", "[", "("))
        ]
        preferred = [self.prober.by_type(each) for each in alternatives(parameter.hint)]
        for text in dict.fromkeys([*[each for each in preferred if each], *own, *common]):
            try:
                if text in samples and state(attempt(lambda: call(**{parameter.name: samples[text]()}))) != unset:
                    yield text
            except (Refusal, Missing):
                continue

    def task(self):
        def decorate(environment, **given):
            return environment.task(**given)(function)

        plain = flyte.TaskEnvironment(name="probe")
        taken, refused = by_name(
            {name: lambda name=name: decorate(plain, **{name: None}) for name in self.candidates},
            {**unlisted(self.candidates), **self.decorator},
        )
        return {"parameters": {name: self.level(each, decorate) for name, each in taken.items()}, "refused": refused}

    def level(self, parameter, decorate):
        environment = self.set_before(parameter.name)
        plain = flyte.TaskEnvironment(name="probe")
        outcomes = self.prober.outcomes(
            parameter,
            lambda **given: decorate(environment, **given),
            parameter.default,
            later=wire,
            plain=lambda **given: decorate(plain, **given),
        )
        return {**parameter.described, **outcomes}

    def override(self):
        plain = flyte.TaskEnvironment(name="probe")

        def task_with(name):
            """A task that has the setting already, from its decorator or its environment, which is kept with it."""
            if name in self.decorator:
                for text in self.telling(self.decorator[name], lambda **given: plain.task(**given)(function)):
                    return plain, plain.task(**{name: self.prober.samples(self.decorator[name])[text]()})(function)
            environment = self.set_before(name)
            return environment, environment.task(function)

        bare = plain.task(function)
        taken, refused = by_name(
            {name: lambda name=name: bare.override(**{name: None}) for name in self.candidates},
            {**unlisted({**self.candidates, **self.template}), **self.overriding},
        )
        described = {}
        for name, each in taken.items():
            # A task holds its environment by a weak reference only.
            _environment, task = task_with(name)
            outcomes = self.prober.outcomes(each, task.override, later=wire, plain=bare.override)
            described[name] = {**each.described, **outcomes}
        return {"parameters": described, "refused": refused}

    def clone_with(self, cls, parameters):
        """What an environment's own `clone_with` takes, and of which values it keeps what was there."""
        least = self.prober.least_of(cls)
        if least is None:
            return None
        clone = parameters_of(cls.clone_with, self.public)

        def built(**given):
            return cls(**{**{name: make() for name, (_, make) in least.items()}, **given})

        plain = built()
        taken, refused = by_name(
            {
                name: lambda name=name: plain.clone_with("other", **{name: None})
                for name in {**parameters, **self.candidates}
                if name != "name"
            },
            {**unlisted({**self.candidates, **parameters}), **clone},
        )
        described = {}
        for name, each in taken.items():
            source = plain
            if name in parameters:
                for text in self.telling(parameters[name], built):
                    source = built(**{name: self.prober.samples(parameters[name])[text]()})
                    break
            outcomes = self.prober.outcomes(
                each,
                lambda **given: source.clone_with("other", **given),
                plain=lambda **given: plain.clone_with("other", **given),
            )
            described[name] = {**each.described, **outcomes}
        return {"parameters": described, "refused": refused}

    def handed_down(self):
        """Settings of an environment that each of its tasks gets."""
        template = fields_of(AsyncFunctionTaskTemplate, self.public)
        return [name for name in self.environment if name in template and name != "name"]

    def environment_parameters(self, cls, parameters):
        """Constructor parameters, tried up to what is sent for a task, where the class has tasks."""
        least = self.prober.least_of(cls)
        if least is None:
            return {name: {**each.described, "unprobed": True} for name, each in parameters.items()}

        def built(**given):
            return cls(**{**{name: make() for name, (_, make) in least.items()}, **given})

        described = {}
        for name, each in parameters.items():
            base = least[name][1]() if name in least else each.default
            described[name] = {**each.described, **self.prober.outcomes(each, built, base, later=send)}
        return described
