/** Facts as a function of text: whatever the text is, wherever it is cut, however it came about. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { FACTS_VERSION } from "../../../core/analysis/index.ts";
import { modelOf, parser } from "./parser.ts";
import { random } from "./random.ts";
import { render } from "./render.ts";

const root = fileURLToPath(new URL("../../fixtures/analysis", import.meta.url));
const fixtures = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".py"))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

test("facts survive JSON and carry their version", () => {
  for (const { text } of fixtures) {
    const facts = parser.facts(text);
    expect(facts.version).toBe(FACTS_VERSION);
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  }
});

test("equal text gives equal facts, and no valid file a problem", () => {
  for (const { path, text } of fixtures) {
    expect(parser.facts(text), path).toEqual(parser.facts(text));
    expect(parser.facts(text).problems, path).toEqual([]);
  }
});

test("a file that is cut at any character still gives facts", () => {
  const text = fixtures.find(({ path }) => path === join("calls", "app.py"))?.text ?? "";
  expect(text.length).toBeGreaterThan(500);
  for (let end = 0; end <= text.length; end++) {
    const model = modelOf({ "app.py": text.slice(0, end) });
    // The environment's statement ends on line 8.
    if (end > text.indexOf("@env.task")) expect(model[0]?.environments.length, `cut at ${end}`).toBe(1);
  }
});

test("what a file imports, at any depth of it", () => {
  const facts = parser.facts(`
import a.b, c as d
from . import e
from ..f.g import h as i, j
from k import *
try:
    import l
finally:
    def m():
        from n import o
`);
  expect(facts.imports).toEqual(["a.b", "c", ".", ".e", "..f.g", "..f.g.h", "..f.g.j", "k", "k.*", "l", "n", "n.o"]);
  expect(facts.asks).toBeUndefined();
});

test("what a file asks for by a name that is written there, once more than it imports", () => {
  const facts = parser.facts(`
import importlib, a
importlib.import_module("a")
importlib.import_module(name)
def m():
    return [importlib.import_module('b.c'), __import__("d")]
`);
  expect(facts.imports).toEqual(["importlib", "a", "b.c", "d"]);
  expect(facts.asks).toEqual(["b.c", "d"]);
});

test.each([
  ["import flyte", true, false],
  ["from flyte.app import AppEnvironment", true, false],
  ["import flyteplugins.spark", true, false],
  ["import flytekit", false, true],
  ["from flytekit.types import file", false, true],
  ["# flyte\nimport flytes", false, false],
])("%s: Flyte 2 %s, Flyte 1 %s", (text, two, one) => {
  const facts = parser.facts(text);
  expect([facts.importsFlyte, facts.importsFlytekit]).toEqual([two, one]);
});

describe("a half-typed line leaves the other definitions as they are", () => {
  const before = `import flyte

env = flyte.TaskEnvironment(name="env")


@env.task
def above(x: int) -> int:
    return x

`;
  const after = `

@env.task(
    retries=3,
)
async def below(y: str = "a"):
    """Below."""
    above(1)


other = flyte.TaskEnvironment(name="other", depends_on=[env])


@other.task
def last(): ...
`;
  const halfTyped = [
    "x = ",
    "x = (",
    "x = [1, 2",
    "x = {'a': ",
    "x = foo(",
    "x = foo(a, b=",
    "x = flyte.",
    "@env.",
    "@env.task(",
    "@env.task\ndef ",
    "@env.task\ndef new(",
    "@env.task\ndef new(x: int, ",
    "@env.task\ndef new(x: int) ->",
    "@env.task\ndef new(x: int):\n    return above(",
    "@env.task\nasync def new():\n    await above(",
    "class ",
    "class New(",
    "if x",
    "for x in",
    "with open(",
    "import ",
    "from flyte import ",
    "from flyte import (",
    "x = 'abc",
    'x = f"{a',
    "x = lambda y",
    "return )",
    "@env.task\nasync d\n    raise ValueError(x)",
    "@env.task\nasync \n    return x",
    "de new():\n    env = other\n    return env",
    "@env.task\nas new():\n    for x in y:\n        break\n    return env",
    "def f(:",
    "\u00a7",
    "x === 1",
  ];
  test.each(halfTyped)("%j", (line) => {
    const text = render(modelOf({ "app.py": `${before}${line}\n${after}` }));
    for (const each of [
      "environment env · TaskEnvironment · env",
      "task env.above(x: int)",
      'task env.below(y: str = "a") | async · retries 3',
      "env.below calls env.above",
      "environment other · TaskEnvironment · other",
      "other depends on env",
      "task other.last()",
    ]) {
      expect(text).toContain(each);
    }
    expect(parser.facts(`${before}${line}\n${after}`).problems.length).toBeGreaterThan(0);
  });

  /** What the model says of `env` and its task while this stands for its constructor or its decorator. */
  const typed = (made: string, decorator = "@env.task") =>
    render(
      modelOf({
        "app.py": `import flyte\n\nlib = flyte.TaskEnvironment("lib")\nenv = ${made}\n\n${decorator}\ndef run(x: int): ...\n`,
      }),
    );
  const known = "  4 environment env · TaskEnvironment · env";

  test.each([
    ['flyte.TaskEnvironment(name="env"', known],
    ['flyte.TaskEnvironment(name="env", depends_on=[lib]', "  4 env depends on lib"],
    ['flyte.TaskEnvironment(\n    name="env",\n    image=flyte.Image.from_debian_base().\n)', known],
    ['flyte.TaskEnvironment(\n    name="env",\n    image=flyte.Image.from_debian_base().\n', known],
    ['flyte.TaskEnvironment(\n    name="env",\n    resources=flyte.Resources(cpu=1,\n)', known],
    ['flyte.TaskEnvironment(\n    image="a\n    name="env",\n)', known],
    ['flyte.TaskEnvironment(name="env", cache=', known],
    ['flyte.TaskEnvironment(name="env").', known],
    ['flyte.TaskEnvironment(name="env", # the name (\n    cache=', known],
    ['lib.clone_with(name="env", image=', known],
    ['flyte.TaskEnvironment(name="lib2").clone_with(name="env", ', known],
  ])("what is given to a constructor stays while the rest is typed: %j", (made, line) => {
    expect(typed(made)).toContain(line);
    expect(typed(made)).toContain("task env.run(x: int)");
  });

  test("what is typed is unknown, not guessed: it may hold any setting", () => {
    const text = typed(
      'flyte.TaskEnvironment(\n    name="env",\n    resources=flyte.Resources(cpu=1,\n    cache="auto",\n)',
    );
    expect(text).toContain(`${known}\n`);
    expect(text).not.toContain("depends on");
    expect(typed("flyte.TaskEnvironment(")).toContain("environment ?[the text is incomplete] · TaskEnvironment");
  });

  test("what follows a short argument that is being typed keeps its place", () => {
    const text = 'import flyte\nenv = flyte.TaskEnvironment(name="env", x y, cache="auto"\n';
    const [environment] = modelOf({ "app.py": text })[0]?.environments ?? [];
    expect(environment?.place.range).toEqual({ start: { line: 1, character: 6 }, end: { line: 1, character: 57 } });
    expect(environment?.settings.find(({ name }) => name === "cache")?.place.range).toEqual({
      start: { line: 1, character: 45 },
      end: { line: 1, character: 57 },
    });
  });

  test.each(["@env.task(", "@env.task(retries=", "@env.task(retries=3, cache=", "@env.task(\n    retries=3,\n"])(
    "a task stays while its decorator is typed: %j",
    (decorator) => {
      expect(typed('flyte.TaskEnvironment("env")', decorator)).toContain("task env.run(x: int)");
    },
  );

  test("what a half-typed decorator has been given is known", () => {
    expect(typed('flyte.TaskEnvironment("env")', "@env.task(retries=3, cache=")).toContain("| retries 3");
  });

  test.each([
    ["def run(x: int, y:", "run(x: int"],
    ["def run(x: int, y: dict[str, int", "run(x: int"],
    ["def run(x: int, y", "run(x: int, y)"],
    ["def run(", "run()"],
    ["async def run(x: int", "run(x: int)"],
    ["def run(x: int) ->", "run(x: int)"],
    ["def run(x: int) -> int", "run(x: int)"],
    ["def run(x: int:\n    return x", "run(x: int)"],
    ["def run(x: int, y: int = ):\n    return x", "run(x: int"],
  ])("a task stays while its head is typed: %j", (head, task) => {
    const text = render(modelOf({ "app.py": `${before}@env.task(retries=3)\n${head}\n\n${after}` }));
    expect(text).toContain(`task env.${task}`);
    expect(text).toContain('task env.below(y: str = "a") | async · retries 3');
  });

  test("a `return` that lost its function ends nothing", () => {
    expect(render(modelOf({ "app.py": `${before}return 1\n${after}` }))).toContain("task other.last()");
  });

  test("what stands in a block whose head is being typed is the module's", () => {
    const block = 'try\n    more = flyte.TaskEnvironment("more")\n    raise ValueError()\n';
    const text = render(modelOf({ "app.py": `${before}${block}${after}` }));
    expect(text).toContain("environment more · TaskEnvironment · more");
    expect(text).toContain("task other.last()");
  });

  test("inside a body the task itself stays too", () => {
    const broken = before.replace("return x", "return above(");
    expect(render(modelOf({ "app.py": broken + after }))).toContain("task env.above(x: int)");
  });

  test("text at the margin of a string is no definition", () => {
    const text = `${before}DOC = """\n@env.task\ndef quoted(): ...\n"""\nx = (\n${after}`;
    const found = render(modelOf({ "app.py": text }));
    expect(found).not.toContain("quoted");
    expect(found).toContain("task other.last()");
  });
});

describe("places", () => {
  const task = (text: string) => {
    const found = modelOf({ "app.py": text })[0]?.tasks[0];
    if (found === undefined) throw new Error("no task");
    return found;
  };

  test("lines end as they like", () => {
    const text = 'import flyte\nenv = flyte.TaskEnvironment("e")\n@env.task\ndef t(a):\n    """One.\n\n    Two."""\n';
    const expected = task(text);
    expect(expected.selection).toEqual({ start: { line: 3, character: 4 }, end: { line: 3, character: 5 } });
    expect(expected.doc).toBe("One.\n\nTwo.");
    for (const end of ["\r\n", "\r"]) {
      const found = task(text.replaceAll("\n", end));
      expect(found.selection).toEqual(expected.selection);
      expect(found.doc).toBe(expected.doc);
    }
  });

  test("line ends of all kinds in one file", () => {
    const text = 'import flyte\r\nenv = flyte.TaskEnvironment("e")\r@env.task\n\n\rdef t(a): ...\r\n';
    // A decorator and its definition may have empty lines between them.
    expect(task(text).selection.start).toEqual({ line: 5, character: 4 });
  });

  test("a tab is one column", () => {
    const text = 'import flyte\nenv = flyte.TaskEnvironment("e")\nif True:\n\t@env.task\n\tdef\tt(a): ...\n';
    expect(task(text).selection).toEqual({ start: { line: 4, character: 5 }, end: { line: 4, character: 6 } });
    expect(task(text).inputs.map(({ name }) => name)).toEqual(["a"]);
  });

  test("tabs and spaces mixed as Python 3 refuses them still give the other definitions", () => {
    const text =
      'import flyte\nenv = flyte.TaskEnvironment("e")\nif x:\n\ta = 1\n        b = 2\n@env.task\ndef t(a): ...\n';
    expect(task(text).function).toBe("t");
  });

  test("a byte order mark is no character", () => {
    const text = 'import flyte; env = flyte.TaskEnvironment(name="e")\n';
    const places = [text, `\ufeff${text}`].map((each) => modelOf({ "app.py": each })[0]?.environments[0]?.place.range);
    expect(places[0]?.start).toEqual({ line: 0, character: 20 });
    expect(places[1]).toEqual(places[0]);
  });

  test("columns count UTF-16 units", () => {
    const text = 'import flyte\nx = "😀漢"; env = flyte.TaskEnvironment(name="e")\n';
    // 😀 is two units, 漢 is one: `flyte` stands 17 units from the margin.
    expect(modelOf({ "app.py": text })[0]?.environments[0]?.place.range.start).toEqual({ line: 1, character: 17 });
  });

  test("names in other scripts", () => {
    expect(
      task('import flyte\nумгебунг = flyte.TaskEnvironment("e")\n@умгебунг.task\ndef 漢字(größe: int): ...\n').function,
    ).toBe("漢字");
  });
});

test("names that Python takes for one are one", () => {
  // The ligature, the letter in full width and the sharp accent of two characters: PEP 3131 makes them fit, x and é.
  const text = `import flyte
e\u0301nv = flyte.TaskEnvironment("e")
@\u00e9nv.task
def \ufb01t(\uff58: int): ...
@\u00e9nv.task
def main(): fit(x=1)
`;
  const rendered = render(modelOf({ "app.py": text }));
  expect(rendered).toContain("task e.fit(x: int)");
  expect(rendered).toContain("e.main calls e.fit");
});

describe("values that are large", () => {
  const around = (value: string): string =>
    render(modelOf({ "app.py": `import flyte\nDATA = ${value}\nenv = flyte.TaskEnvironment("e")\n` }));

  test.each([
    ["a list of 100,000 numbers", `[${"1, ".repeat(100_000)}]`],
    ["a table of 20,000 rows", `{${Array.from({ length: 20_000 }, (_, n) => `"k${n}": (${n}, "v")`).join(",\n  ")}}`],
    ["a string of a million characters", `"${"x".repeat(1_000_000)}"`],
    ["a string over 50,000 lines", `"""${"a line of it\n".repeat(50_000)}"""`],
    ["20,000 strings side by side", `(${"'x'\n".repeat(20_000)})`],
    ["a string with 100,000 escapes", `"${"\\u0041".repeat(100_000)}"`],
    ["a list of 10,000 negative numbers in pairs", `[${"(-1, -2.5), ".repeat(5_000)}]`],
    ["200 tables of 1,000 numbers", `0\n${`T = [${"1, ".repeat(1_000)}]\n`.repeat(200)}`],
    ["a number of 100,000 digits", "7".repeat(100_000)],
    ["a power that no computer holds", "10 ** 10 ** 10"],
    ["a sequence that no memory holds", '"x" * 10 ** 12'],
    ["a range without an end", "[n for n in range(10 ** 15)]"],
    ["100,000 numbers that are added up", `${"1 + ".repeat(100_000)}1`],
    ["a call with 20,000 arguments", `f(${"1, ".repeat(20_000)})`],
  ])("%s", (_, value) => {
    expect(around(value)).toContain("environment e");
  });

  test("the environments in a long list are no data", () => {
    const made = Array.from(
      { length: 150 },
      (_, n) => `flyte.TaskEnvironment("e${n}", env_vars={${'"k": "v", '.repeat(20)}})`,
    );
    const model = modelOf({ "app.py": `import flyte\nENVS = [${made.join(", ")}]\n` });
    expect(model[0]?.environments).toHaveLength(150);
  });

  test("a setting that is a table is unknown", () => {
    const text = `import flyte\nenv = flyte.TaskEnvironment("e", env_vars={${'"k": "v", '.repeat(1_500)}})\n`;
    const [environment] = modelOf({ "app.py": text })[0]?.environments ?? [];
    expect(environment?.settings.map(({ name, value }) => [name, value.kind])).toEqual([["env_vars", "unknown"]]);
  });

  test.each([
    ["a list", `[${"1, ".repeat(30_000)}`],
    ["a call", `f(${"g(1), ".repeat(15_000)}`],
    ["a string", `"${"x".repeat(1_000_000)}`],
    ["nested calls", "f(".repeat(20_000)],
    ["closing brackets", `f(${")\n".repeat(20_000)}`],
    ["a head", `1\ndef f(${"a, ".repeat(50_000)}`],
    ["blanks behind a head", `1\ndef f(a${" ".repeat(200_000)}`],
    ["decorators", `1\n${"@a(\n".repeat(5_000)}def f(): ...`],
  ])("%s that is being typed", (_, value) => {
    expect(around(value)).toContain("environment e");
  });
});

test("text in which everything is nested deeply", () => {
  const deep = 5_000;
  for (const text of [
    `x = ${"(".repeat(deep)}1${")".repeat(deep)}`,
    `x = ${"[".repeat(deep)}`,
    `x = ${"1 + ".repeat(deep)}1`,
    `x = a${".b".repeat(deep)}`,
    `x = a${"()".repeat(deep)}`,
    Array.from({ length: 300 }, (_, at) => `${" ".repeat(at)}if x:`).join("\n"),
  ]) {
    expect(() => modelOf({ "app.py": `import flyte\n${text}\n` })).not.toThrow();
  }
});

describe("an open document", () => {
  test("has the facts of its text after random edits", () => {
    const next = random(7);
    const pieces = [
      "\n",
      "(",
      ")",
      '"',
      "'''",
      "x",
      "é",
      "😀",
      "    ",
      "@env.task\n",
      "def f(a):\n",
      ":",
      "\r\n",
      "#",
      "[",
      "return t(1)\n",
      "",
    ];
    for (const { text: start } of fixtures.filter((_, at) => at % 4 === 0)) {
      const document = parser.open(start);
      let text = start;
      for (let round = 0; round < 12; round++) {
        const from = Math.floor(next() * (text.length + 1));
        const to = Math.min(text.length, from + Math.floor(next() * next() * 40));
        const piece = pieces[Math.floor(next() * pieces.length)] ?? "";
        const range = { start: positionOf(text, from), end: positionOf(text, to) };
        const realFrom = offsetOf(text, range.start);
        const realTo = offsetOf(text, range.end);
        document.edit([{ range, text: piece }]);
        text = text.slice(0, realFrom) + piece + text.slice(realTo);
        expect(document.facts()).toEqual(parser.facts(text));
      }
      document.dispose();
    }
  }, 30_000);

  test("takes whole texts, several changes at once, and columns beyond the line", () => {
    const document = parser.open("a = 1\nb = 2\n");
    document.edit([
      { range: { start: { line: 0, character: 99 }, end: { line: 0, character: 99 } }, text: "0" },
      { range: { start: { line: 1, character: 4 }, end: { line: 1, character: 5 } }, text: "3" },
    ]);
    expect(document.text).toBe("a = 10\nb = 3\n");
    document.edit([{ text: "\ufeffc = 4" }]);
    expect(document.text).toBe("c = 4");
    expect(document.facts()).toEqual(parser.facts("c = 4"));
    document.dispose();
  });
});

/** As LSP counts: the position between `\r` and `\n` does not exist. */
function positionOf(text: string, offset: number) {
  const before = text.slice(0, offset);
  const lines = before.split(/\r\n|\n|\r/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

function offsetOf(text: string, { line, character }: { line: number; character: number }): number {
  const ends = /\r\n|\n|\r/g;
  let start = 0;
  for (let at = 0; at < line; at++) {
    const match = ends.exec(text);
    start = match === null ? text.length : match.index + match[0].length;
  }
  const rest = /^[^\r\n]*/.exec(text.slice(start))?.[0].length ?? 0;
  return start + Math.min(character, rest);
}
