/** What classes of environments make of what they are given: in constructors, helpers and by name. Each value was read of the SDK's own object. */

import { expect, test } from "vitest";
import type { Value } from "../../../protocol/value.ts";
import { modelOf } from "./parser.ts";

function say(value: Value | undefined): string {
  if (value === undefined) return "not given";
  switch (value.kind) {
    case "known":
      return value.value.type === "str" ? value.value.value : value.value.type;
    case "oneOf":
      return value.values.map((each) => (each.type === "str" ? each.value : each.type)).join(" or ");
    case "unknown":
      return `?[${value.why}]`;
  }
}

/** The `queue` of the one environment that the module makes. */
function queueOf(body: string, more: Readonly<Record<string, string>> = {}): string {
  const lines = body.split("\n").map((line) => `    ${line}`);
  const text = `import os\nimport flyte\nimport helpers\nclass Own(flyte.TaskEnvironment):\n${lines.join("\n")}\nown = Own("own", queue="given")\n`;
  const [environment, ...others] = modelOf({ "app.py": text, "helpers.py": "", ...more }).flatMap(
    ({ environments }) => environments,
  );
  expect(others).toEqual([]);
  return say(environment?.settings.find(({ name }) => name === "queue")?.value);
}

const after = (...lines: readonly string[]): string =>
  ["def __post_init__(self):", ...lines.map((line) => `    ${line}`), "    super().__post_init__()"].join("\n");

test("what a constructor or a helper sets counts, not what was given", () => {
  expect(queueOf("pass")).toBe("given");
  expect(queueOf(after("self.queue = 'own-' + self.queue"))).toBe("own-given");
  expect(queueOf(`${after("self._set()")}\ndef _set(self):\n    self.queue = 'helper'`)).toBe("helper");
  expect(queueOf(after("helpers.set(self)"), { "helpers.py": "def set(env):\n    env.queue = 'outside'\n" })).toBe(
    "outside",
  );
  expect(queueOf(after("setattr(self, 'queue', 'by-name')"))).toBe("by-name");
  expect(queueOf(after("object.__setattr__(self, 'queue', 'past')"))).toBe("past");
  expect(queueOf(after("super().__setattr__('queue', 'base')"))).toBe("base");
  expect(queueOf(after("self.__dict__['queue'] = 'dict'"))).toBe("dict");
  expect(queueOf(after("self.__dict__.update({'queue': 'a'}, queue='b')"))).toBe("b");
  expect(queueOf(after("vars(self)['queue'] = 'vars'"))).toBe("vars");
  expect(queueOf(after("for key in ['queue']:", "    setattr(self, key, key)"))).toBe("queue");
});

test("what is not given has the SDK's default in a constructor", () => {
  expect(queueOf(after("if self.pod_template is None:", "    self.queue = 'plain'"))).toBe("plain");
});

test("a property's setter is what assigning to it does", () => {
  const property = "@property\ndef speed(self):\n    return self.queue\n@speed.setter\ndef speed(self, value):\n";
  expect(queueOf(`${property}    self.queue = value + '-lane'\n${after("self.speed = 'fast'")}`)).toBe("fast-lane");
  expect(queueOf(`${property}    self._kept = value\n${after("self.speed = 'fast'")}`)).toBe("given");
});

test("what need not happen leaves what was there as one of the values", () => {
  const home = "os.environ.get('HOME')";
  expect(queueOf(after(`if ${home}:`, "    self.queue = 'home'"))).toBe("given or home");
  expect(queueOf(after(`if ${home}:`, "    return", "self.queue = 'late'"))).toBe("given or late");
  expect(queueOf(after(`for each in ${home}:`, "    self.queue = 'loop'"))).toBe("given or loop");
  expect(
    queueOf(`${after(`if not ${home}:`, "    return", "self._set()")}\ndef _set(self):\n    self.queue = 'helper'`),
  ).toBe("given or helper");
  expect(queueOf(after("try:", "    int('x')", "except ValueError:", "    self.queue = 'failed'"))).toBe(
    "given or failed",
  );
});

test("what isn't followed makes unknown what it may change, with the reason", () => {
  expect(queueOf(after("setattr(self, os.environ['KEY'], 'any')"))).toBe("?[read from $KEY]");
  expect(queueOf(after("self.__dict__.update(helpers.missing)"))).toBe("?[made by update()]");
  expect(queueOf(after("import acme", "acme.rewrite(self)"))).toBe("?[made by acme.rewrite()]");
  expect(
    queueOf(after("helpers.set(self)"), { "helpers.py": "import acme\ndef set(env):\n    acme.rewrite(env)\n" }),
  ).toBe("?[made by acme.rewrite()]");
  expect(queueOf(after("import acme", "self.queue = acme.pick()"))).toBe("?[made by acme.pick()]");
  expect(queueOf("def __setattr__(self, key, value):\n    super().__setattr__(key, str(value))")).toBe(
    "?[Own.__setattr__ changes what it is given]",
  );
});

test("Python's library and the SDK change nothing of what they are shown", () => {
  expect(queueOf(after("print(self)", "os.fspath(self)", "isinstance(self, flyte.TaskEnvironment)"))).toBe("given");
  expect(queueOf(after("made.append(self)", "str.format('{}', self)").replace("made", "[]"))).toBe("given");
});

/** The value that is given as `plugin_config`. */
function configOf(expression: string, before = ""): string {
  const text = `import flyte\n${before}\nown = flyte.TaskEnvironment("own", plugin_config=${expression})\n`;
  const [file] = modelOf({ "app.py": text });
  const value = file?.environments[0]?.settings.find(({ name }) => name === "plugin_config")?.value;
  return value?.kind === "known" && value.value.type === "reference" ? value.value.name : say(value);
}

test("a type keeps what stands in its brackets", () => {
  expect(configOf("list")).toBe("list");
  expect(configOf("list[int]")).toBe("list[int]");
  expect(configOf("dict[str, list[flyte.io.File]]", "import flyte.io")).toBe("dict[str, list[flyte.io.File]]");
  expect(configOf("tuple[int, ...]")).toBe("tuple[int, ...]");
  expect(configOf('Annotated[int, {"a": 1}]', "from typing import Annotated")).toBe("?[Annotated[] is not static]");
});

test("what somebody else's constructor makes of its arguments is unknown, what the project's or Python's own does is not", () => {
  expect(configOf("Own(a=1)", "from acme import Base\nclass Own(Base): ...")).toBe("?[made by Own()]");
  expect(configOf("Own(a=1)", "class Own(flyte.CachePolicy): ...")).toBe("?[made by Own()]");
  // Without arguments there is nothing to change.
  expect(configOf("Own()", "from acme import Base\nclass Own(Base): ...")).toBe("object");
  const dataclass = "from dataclasses import dataclass\n@dataclass\nclass Own:\n    a: int";
  expect(configOf("Own(a=1)", dataclass)).toBe("object");
  expect(configOf("Own(a=1)", "from pydantic import BaseModel\nclass Own(BaseModel):\n    a: int")).toBe("object");
});
