/** Bodies that facts hold as text: the same statements at the same places as if they had been read at once, and the same model. */

import { describe, expect, test } from "vitest";
import type { FileFacts } from "../../../core/analysis/index.ts";
import { modelOf, parser } from "./parser.ts";

const LONG = "    total = sum(value * value for value in values if value > 10 and value not in (11, 12, 13))\n";

/** The body of the first function of the text. */
function bodyOf({ body }: FileFacts) {
  const found = body.find((each) => each.kind === "function");
  if (found?.kind !== "function") throw new Error("the text defines no function");
  return found.body;
}

describe("a body that is left as text reads as the one of a decorated function, which is read at once", () => {
  test.each([
    ["a plain one", `def f(values=MANY):\n${LONG}    return total\n`],
    ["one behind a docstring", `def f(values=MANY):\n    """Sum squares."""\n${LONG}    return total\n`],
    ["one behind a comment", `def f(values=MANY):\n    # squares\n${LONG}    return total  # at last\n`],
    ["one on the line of its head", `def f(values=MANY): ${LONG.trim()}; return total\n`],
    ["one indented with tabs", `def f(values=MANY):\n${LONG.replace("    ", "\t")}\tif total:\n\t\treturn total\n`],
    ["one with Windows line ends", `def f(values=MANY):\n${LONG}    return total\n`.replaceAll("\n", "\r\n")],
    ["one with a text at the margin", `def f(values=MANY):\n${LONG}    return """\nat the margin\n  and not\n"""\n`],
    ["one with emoji", `def f(values=MANY):\n    name = "🚀🚀"\n${LONG}    return name + "é", total\n`],
    [
      "one that defines functions",
      `def f(values=MANY):\n    def g(n):\n        return n + 1\n${LONG}    return g(total)\n`,
    ],
    ["one of an async function", `async def f(values=MANY):\n${LONG}    return total\n`],
    ["one with continued lines", `def f(values=MANY):\n${LONG}    return total + \\\n  1 + (\n1)\n`],
    ["one behind a form feed", `def f(values=MANY):\n\f${LONG}    if total:\n        return 1\n    return total\n`],
    ["one at the end of the file", `def f(values=MANY):\n${LONG}    return total`],
  ])("%s", (_, text) => {
    const left = bodyOf(parser.facts(`##\n${text}`));
    expect(left).toMatchObject({ kind: "unread" });
    if (!("kind" in left)) return;
    expect(parser.read(left)).toEqual(bodyOf(parser.facts(`@d\n${text}`)));
  });
});

test.each([
  ["short", "def f(values=MANY):\n    return 1\n"],
  ["one that speaks of flyte", `def f(values=MANY):\n${LONG}    return flyte.ctx()\n`],
  ["one that awaits", `async def f(values=MANY):\n${LONG}    return await total\n`],
  ["one that yields", `def f(values=MANY):\n${LONG}    yield total\n`],
  ["one that imports", `def f(values=MANY):\n${LONG}    import json\n`],
  ["one that imports by a text", `def f(values=MANY):\n${LONG}    return loader.import_module("jobs")\n`],
  ["one that attaches tasks", `def f(env):\n${LONG}    return env.task(g)\n`],
])("%s is read at once", (_, text) => {
  expect(Array.isArray(bodyOf(parser.facts(text)))).toBe(true);
});

test("its docstring is known all the same", () => {
  const { body } = parser.facts(`def f(values=MANY):\n    """Sum\n    squares."""\n${LONG}    return total\n`);
  expect(body[0]).toMatchObject({ kind: "function", doc: "Sum\nsquares." });
});

const HEAD =
  'import flyte\n\nenv = flyte.TaskEnvironment(name="e")\n\n\n@env.task\ndef add(n: int) -> int:\n    return n\n\n\nstep = add\n\n\n';

describe("what such a body does", () => {
  const padded = "    label = 'a text that is long enough for the body to be left unread: ' + str(len(parts))\n";

  test("counts where it is called for its result", () => {
    const text = `import flyte\n\n\ndef name(*parts):\n${padded}    return "-".join(parts)\n\n\nenv = flyte.TaskEnvironment(name=name("a", "b"))\n`;
    expect(modelOf({ "app.py": text })[0]?.environments[0]?.name).toEqual({ kind: "known", value: "a-b" });
  });

  test.each([
    ["by another name", `def helper(*parts):\n${padded}    return step(1)\n`, "helper()"],
    [
      "through another helper",
      `def first(*parts):\n${padded}    return step(1)\n\n\ndef helper(*parts):\n${padded}    return first()\n`,
      "helper()",
    ],
    ["of a list", `STEPS = [step]\n\n\ndef helper(*parts):\n${padded}    return STEPS[0](1)\n`, "helper()"],
    ["in a method", `class Runner:\n  def go(self, *parts):\n${padded}    return step(1)\n`, "Runner().go()"],
    ["as an argument", `def helper(each, *parts):\n${padded}    return each(1)\n`, "helper(step)"],
  ])("is followed where a task calls it: a call %s", (_, helper, call) => {
    const text = `${HEAD}${helper}\n\n@env.task\ndef main() -> int:\n    return ${call}\n`;
    const [file] = modelOf({ "app.py": text });
    expect(file?.calls.map(({ from, to }) => [from, to])).toEqual([
      ["app.py#e.main", { kind: "known", value: "app.py#e.add" }],
    ]);
  });

  test("is found where nobody calls it: an environment by the name of an alias", () => {
    const text = `import flyte\n\nMake = flyte.TaskEnvironment\n\n\ndef later(*parts):\n${padded}    return Make(name="later")\n`;
    const [file] = modelOf({ "app.py": text });
    expect(file?.environments.map(({ name, when }) => [name, when])).toEqual([
      [{ kind: "known", value: "later" }, "call"],
    ]);
  });

  const MAKE = "import flyte\n\n\ndef make(name):\n    return flyte.TaskEnvironment(name=name)\n\n\n";

  test.each([
    [
      "by what a default gives it",
      `${MAKE}def first(by=make):\n${padded}    return by("later")\n\n\ndef helper(*parts):\n${padded}    return first()\n`,
    ],
    [
      "by what its object holds",
      `${MAKE}class Made:\n  def __init__(self, by):\n    self.by = by\n\n  def go(self, *parts):\n${padded}    return self.by("later")\n\n\ngo = Made(make).go\n\n\ndef helper(*parts):\n${padded}    return go()\n`,
    ],
  ])("is found where nobody calls it: an environment %s", (_, text) => {
    const names = modelOf({ "app.py": text }).flatMap(({ environments }) => environments.map(({ name }) => name));
    expect(names).toContainEqual({ kind: "known", value: "later" });
  });

  test("is found where nobody calls it: an environment of a module that is imported by another name of importlib", () => {
    const text = `import flyte\nfrom importlib import import_module as load\n\n\ndef helper(*parts):\n${padded}    return load("jobs").build("later")\n`;
    const models = modelOf({ "app.py": text, "jobs.py": MAKE.replace("make", "build") });
    expect(models.flatMap(({ environments }) => environments.map(({ name }) => name))).toContainEqual({
      kind: "known",
      value: "later",
    });
  });

  test("is found where nobody calls it: a copy of what an installed package defines", () => {
    const text = `import dataclasses\nimport flyte\nimport acme.envs\n\n\ndef helper(*parts):\n${padded}    return dataclasses.replace(acme.envs.base, name="later")\n`;
    const [file] = modelOf({
      "app.py": text,
      "site-packages/acme/__init__.py": "",
      "site-packages/acme/envs.py": 'import flyte\nbase = flyte.TaskEnvironment(name="base")\n',
    });
    expect(file?.environments.map(({ name }) => name)).toEqual([{ kind: "known", value: "later" }]);
  });

  test("ends where objects hold each other", () => {
    const text = `${MAKE}class Ring:\n  def __init__(self):\n    self.me = self\n    self.turn = self.go\n\n  def go(self, *parts):\n${padded}    return self.turn\n\n\nring = Ring()\n\n\ndef helper(go=ring.go, *parts):\n${padded}    return ring.turn(helper)\n`;
    expect(modelOf({ "app.py": text })[0]?.environments).toHaveLength(1);
  });
});
