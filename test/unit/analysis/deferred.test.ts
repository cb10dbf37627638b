/** Definitions that facts hold as text: which they are, that they read as if they had been read at once, and that they mean the same. */

import { describe, expect, test } from "vitest";
import { modelOf, parser } from "./parser.ts";

const LONG = "    total = sum(value * value for value in values if value > 10 and value not in (11, 12, 13))\n";
const METHOD = `    def m(self, values):\n    ${LONG}        return total\n`;

const kindOf = (text: string) => parser.facts(text).body.at(-1)?.kind;

describe("a definition at the margin is left as text", () => {
  test.each([
    ["a function", `def f(values):\n${LONG}    return total\n`],
    [
      "one with literals as defaults",
      `def f(values=(), n=-1, *, by="sum", off=None, on=True):\n${LONG}    return total\n`,
    ],
    [
      "one with annotations",
      `def f(values: list[int] = [], n: "int" = 3,) -> dict[str, int]:\n${LONG}    return total\n`,
    ],
    ["an async function", `async def f(values):\n${LONG}    return total\n`],
    ["a class of methods", `class C:\n${METHOD}`],
    [
      "one of object, with names and properties",
      `class C(object):\n    """Doc: x = y."""\n\n    n = 3\n    m: int\n    s: str = "a"\n\n    @property\n${METHOD}`,
    ],
  ])("%s", (_, text) => {
    expect(kindOf(text)).toBe("deferred");
  });

  test("not where nobody would gain", () => {
    expect(kindOf("def f(values):\n    return 1\n")).toBe("function");
  });

  test.each([
    ["a default that may be another one later", `def f(values=MANY):\n${LONG}    return total\n`],
    ["a default that begins with a literal", `def f(values=1 + MANY):\n${LONG}    return total\n`],
    ["a default of an annotated parameter", `def f(values: list = MANY):\n${LONG}    return total\n`],
    ["a decorator", `@d\ndef f(values):\n${LONG}    return total\n`],
    ["words of Flyte's", `def f(values):\n${LONG}    return flyte.ctx()\n`],
    ["an import", `def f(values):\n${LONG}    import json\n`],
    ["a body on the line of its head", `def f(values): ${LONG.trim()}; return total\n`],
    ["a base", `class C(B):\n${METHOD}`],
    ["a metaclass", `class C(metaclass=M):\n${METHOD}`],
    ["a call in a class", `class C:\n    n = count()\n${METHOD}`],
    ["a name in a class", `class C:\n    n = MANY\n${METHOD}`],
    ["a loop in a class", `class C:\n    for n in (1, 2):\n        pass\n${METHOD}`],
    ["a method that something decorates", `class C:\n    @cached\n${METHOD}`],
    ["a method's default", `class C:\n${METHOD.replace("values)", "values=MANY)")}`],
  ])("not with %s", (_, text) => {
    expect(kindOf(text)).not.toBe("deferred");
  });

  test("not inside of a block", () => {
    const [block] = parser.facts(`if x:\n    def f(values):\n    ${LONG}        return total\n`).body;
    expect(block).toMatchObject({ kind: "if", body: [{ kind: "function" }] });
  });

  test("not in a piece whose head is still being typed", () => {
    const text = `import flyte\n\nenv = flyte.TaskEnvironment(name="e")\n\n\n@env.task(retries=\ndef f(values: int) -> int:\n${LONG}    return total\n`;
    expect(modelOf({ "app.py": text })[0]?.tasks).toMatchObject([{ function: "f" }]);
  });
});

describe("it reads as the decorated one, which is read at once", () => {
  test.each([
    ["a function", `def f(values, n=3):\n    """Sum squares."""\n${LONG}    return total\n`],
    ["one with emoji", `def f(values):\n    name = "🚀🚀"\n${LONG}    return name, total\n`],
    ["one that nothing follows", `def f(values):\n${LONG}    return total`],
    ["one with a comment at its end", `def f(values):\n${LONG}    return total\n    # at last\n`],
    ["a class", `class C:\n    n = 3\n\n    @property\n${METHOD}`],
  ])("%s", (_, text) => {
    const [later] = parser.facts(`x = 1\n##\n${text}`).body.slice(-1);
    const [now] = parser.facts(`x = 1\n@d\n${text}`).body.slice(-1);
    if (later?.kind !== "deferred" || now === undefined || !("decorators" in now)) throw new Error("it was not left");
    const [read] = parser.read(later);
    // A body that was left reads as what stands there.
    const body = read?.kind === "function" && "kind" in read.body ? parser.read(read.body) : undefined;
    expect({ ...read, ...(body === undefined ? {} : { body }) }).toEqual({
      ...now,
      // The decorator stands in front of it.
      start: now.start + "@d\n".length,
      decorators: [],
    });
  });
});

const HEAD =
  'import flyte\n\nenv = flyte.TaskEnvironment(name="e")\n\n\n@env.task\ndef add(n: int) -> int:\n    return n\n\n\nstep = add\n\n\n';
const PAD = "    label = 'a text that is long enough for all of this to be left as text: ' + str(len(parts))\n";
const MAKE = "import flyte\n\n\ndef make(name):\n    return flyte.TaskEnvironment(name=name)\n\n\n";

const namesOf = (files: Readonly<Record<string, string>>) =>
  modelOf(files).flatMap(({ environments }) =>
    environments.map(({ name, when }) => [name.kind === "known" ? name.value : name.kind, when ?? "import"]),
  );

describe("what it does", () => {
  test("counts where its result does, in the module and in others", () => {
    const texts = `def label(*parts):\n${PAD}    return "-".join(parts)\n`;
    const use = 'env = flyte.TaskEnvironment(name=label("a", "b"))\n';
    expect(namesOf({ "app.py": `import flyte\n\n\n${texts}\n\n${use}` })).toEqual([["a-b", "import"]]);
    const files = { "texts.py": texts, "app.py": `import flyte\nfrom texts import label\n\n${use}` };
    expect(namesOf(files)).toEqual([["a-b", "import"]]);
    expect(namesOf({ ...files, "app.py": `import flyte\nfrom texts import *\n\n${use}` })).toEqual([["a-b", "import"]]);
    expect(
      namesOf({ ...files, "app.py": `import flyte\nimport texts\n\n${use.replace("label", "texts.label")}` }),
    ).toEqual([["a-b", "import"]]);
  });

  test("counts as the name was bound last", () => {
    const first = `def label(*parts):\n${PAD}    return "first"\n\n\n`;
    const env = "env = flyte.TaskEnvironment(name=label())\n";
    const second = first.replace("first", "second");
    expect(namesOf({ "app.py": `import flyte\n${first}${second}${env}` })).toEqual([["second", "import"]]);
    expect(namesOf({ "app.py": `import flyte\n${first}label = lambda: "third"\n${env}` })).toEqual([
      ["third", "import"],
    ]);
    expect(namesOf({ "app.py": `import flyte\nlabel = lambda: "third"\n${first}${env}` })).toEqual([
      ["first", "import"],
    ]);
    expect(namesOf({ "app.py": `import flyte\n${first}del label\n${env}` })).toEqual([["unknown", "import"]]);
    expect(
      namesOf({ "app.py": `import flyte\nimport os\n${first}if os.getenv("X"):\n    label = lambda: "third"\n${env}` }),
    ).toEqual([["oneOf", "import"]]);
  });

  test("sees the module as it is when it runs", () => {
    const text = `import flyte\n\n\ndef label(*parts):\n${PAD}    return KIND\n\n\nKIND = "x"\nenv = flyte.TaskEnvironment(name=label())\n`;
    expect(namesOf({ "app.py": text })).toEqual([["x", "import"]]);
  });

  test("of a list that a class holds, changed in a branch, is in doubt", () => {
    const text = `import flyte\nimport os\n\n\nclass Names:\n    all = []\n\n    def add(self, name, *parts):\n    ${PAD}        return name\n\n\nif os.getenv("X"):\n    Names.all.append("x")\nenv = flyte.TaskEnvironment(name=f"n{len(Names.all)}")\n`;
    expect(namesOf({ "app.py": text })).toEqual([["unknown", "import"]]);
  });

  test("is followed where a task calls it, and where a script does", () => {
    const text = `${HEAD}class Runner:\n    def go(self, *parts):\n    ${PAD}        return step(1)\n\n\ndef helper(*parts):\n${PAD}    return Runner().go()\n\n\n@env.task\ndef main() -> int:\n    return helper()\n`;
    expect(modelOf({ "app.py": text })[0]?.calls.map(({ from, to }) => [from, to])).toEqual([
      ["app.py#e.main", { kind: "known", value: "app.py#e.add" }],
    ]);
  });

  test("is found where nobody asks for it: an environment by another name, alone and through each other", () => {
    const helper = `def helper(*parts):\n${PAD}    return first()\n\n\n`;
    const first = `def first(*parts):\n${PAD}    return make("later")\n\n\n`;
    expect(namesOf({ "app.py": `${MAKE}${first}` })).toContainEqual(["later", "call"]);
    expect(namesOf({ "app.py": `${MAKE}${helper}${first}` })).toContainEqual(["later", "call"]);
    const method = `class Maker:\n    def go(self, *parts):\n    ${PAD}        return make("later")\n`;
    expect(namesOf({ "app.py": `${MAKE}${method}` })).toContainEqual(["later", "call"]);
  });

  test("is a task where the environment makes it one by a call", () => {
    const text = `import flyte\n\nenv = flyte.TaskEnvironment(name="e")\n\n\ndef add(n: int, *parts: str) -> int:\n${PAD}    return n\n\n\nadder = env.task(add)\n`;
    const [file] = modelOf({ "app.py": text });
    expect(file?.tasks).toMatchObject([{ function: "add", selection: { start: { line: 5, character: 4 } } }]);
  });
});
