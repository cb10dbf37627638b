/** What is parsed of a file at a glance, and that it gives the facts of the whole file. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { skeletonOf } from "../../../core/analysis/read/skeleton.ts";
import { parser } from "./parser.ts";

const BODY =
  "    total = sum(value * value for value in values if value > 10 and value not in (11, 12, 13))\n    return total";

test("bodies of plain functions are left out, docstrings are not, and places stay those of the whole text", () => {
  const text = `x = 1

def f(values=MANY):
    """Sum squares."""
${BODY}  # at last

@env.task
def t(values):
${BODY}

class C(B):
    async def m(self, values):
        for value in values:
            if value:
                # each of them is shown, whatever it may be, as long as somebody looks
                print(value)
    y = 2
`;
  const skeleton = skeletonOf(text);
  expect(skeleton?.text).toBe(`x = 1

def f(values=MANY):
    """Sum squares."""
    0  # at last

@env.task
def t(values):
${BODY}

class C(B):
    async def m(self, values):
        0
    y = 2
`);
  const at = (part: string): void => {
    expect(skeleton?.whole(skeleton.text.indexOf(part)), part).toBe(text.indexOf(part));
  };
  for (const part of ["x = 1", '"""Sum', "  # at last", "@env.task", "class C", "    y = 2"]) at(part);
  const [first, second] = [skeleton?.text.indexOf("0") ?? 0, skeleton?.text.lastIndexOf("0") ?? 0];
  expect(skeleton?.whole(first)).toBe(text.indexOf("total = sum"));
  expect(skeleton?.whole(first + 1)).toBe(text.indexOf("  # at last"));
  expect(skeleton?.whole(second)).toBe(text.indexOf("for value in values:\n            if"));
  expect(skeleton?.whole(second + 1)).toBe(text.indexOf("\n    y = 2"));
});

test("of functions inside of functions the outer one's body is left out, or the inner ones' where the outer one tells something", () => {
  const inner = `    def inner(values):\n${BODY.replaceAll("    ", "        ")}\n`;
  expect(skeletonOf(`def outer(by=f):\n${inner}    return inner\n`)?.text).toBe("def outer(by=f):\n    0\n");
  expect(skeletonOf(`def outer(by=f):\n${inner}    return env.task(inner)\n`)?.text).toBe(
    "def outer(by=f):\n    def inner(values):\n        0\n    return env.task(inner)\n",
  );
});

test.each([
  ["nothing to leave out", "import flyte\n"],
  ["a definition that is shorter than what would stand for it is long", "def f(values):\n    return 1\n"],
  ["a comment before the first statement", `def f(values=MANY):\n    # squares\n${BODY}\n`],
  ["a comment behind the last one", `def f(values=MANY):\n${BODY}\n    # at last\n`],
  ["a comment at its end that tells something", `def f(values):\n${BODY}  # a task\n`],
  ["a body on the line of its head", `def f(values=MANY): ${BODY.trim().split("\n", 1)[0]}\n`],
  ["a form feed", `def f(values=MANY):\n\f${BODY}\n`],
  ["a bracket that is never closed", `def f(values=MANY):\n${BODY}\nx = (\n`],
  ["one that was never opened", `def f(values=MANY):\n${BODY}\nx = )\n`],
  ["a string that is never closed", `def f(values=MANY):\n${BODY}\nx = "\n`],
  ["a long one that is not", `def f(values=MANY):\n${BODY}\nx = """\n`],
  ["quotes inside of a string's braces", `def f(values=MANY):\n${BODY}\nx = f"{y["a"]}"\n`],
  ["a backslash in the middle", `def f(values=MANY):\n${BODY}\nx = \\ 1\n`],
])("the whole text is parsed where there is %s", (_, text) => {
  expect(skeletonOf(text)).toBeUndefined();
  expect(parser.glance(text)).toEqual(parser.facts(text));
});

test("of a definition that stays text its name is left", () => {
  const text = `import os

async def f(values, n=3):
    """Sum squares."""
${BODY}  # at last

class C:
    """Holds values."""
    most = 3

    def m(self, values):
${BODY.replaceAll("    ", "        ")}

x = f
`;
  const skeleton = skeletonOf(text);
  expect(skeleton?.text).toBe("import os\n\nasync def f():0  # at last\n\nclass C():0\n\nx = f\n");
  for (const part of ["import os", "async def", "  # at last", "class C", "\n\nx = f"])
    expect(skeleton?.whole(skeleton.text.indexOf(part)), part).toBe(text.indexOf(part));
});

describe("a glance gives the facts of the whole text", () => {
  test.each([
    ["a text at the margin", `def f(values):\n    x = """\nat the margin:\n  and not\n"""\n${BODY}\n\ny = 1\n`],
    ["tabs", `def f(values):\n${BODY.replaceAll("    ", "\t")}\n\ny = 1\n`],
    ["Windows line ends", `def f(values):\n${BODY}\n\ny = 1\n`.replaceAll("\n", "\r\n")],
    ["lines that go on", `def f(values):\n    x = 1 + \\\n  2\n${BODY}\nclass C(\n  B,\n):\n    y = 1\n`],
    ["no line end at the end", `def f(values):\n${BODY}`],
    ["semicolons", `def f(values):\n${BODY}; x = 1;\n\ny = 1\n`],
    ["a comment behind the colon", `def f(values):  # squares\n${BODY}\n\ny = 1\n`],
    ["comments between statements", `def f(values):\n    x = 1\n# one\n        # two\n\n${BODY}\n# three\n\ny = 1\n`],
    ["a text that is no docstring", `def f(values):\n    "a" "b".join(values)\n${BODY}\n\ny = 1\n`],
    ["formatted texts", `def f(values):\n    x = f"{values!r:>{10}} {{'}}"\n${BODY}\n\ny = f'''{"a"}'''\n`],
    ["a comment at the end that tells something", `def f(values):\n${BODY}  # a task\n\ny = 1\n`],
    ["emoji", `def f(values):\n    """🚀"""\n    x = "🚀🚀"\n${BODY}\n\ny = "🚀"\n`],
    [
      "blocks in blocks",
      `if x:\n  class C:\n    def f(s, values):\n      try:\n    ${BODY.replaceAll("\n", "\n    ")}\n      except E: pass\n  y = 1\n`,
    ],
    ["an error elsewhere", `def f(values):\n${BODY}\n\ny = = 1\n\n@env.task\ndef t(n): return n\n`],
  ])("with %s", (_, text) => {
    // The whole definition is left out, or its body alone.
    for (const each of [text, text.replaceAll("def f(values)", "def f(values=MANY)")])
      expect(parser.glance(each)).toEqual(parser.facts(each));
  });

  test("facts of every fixture are the same with and without skipping bodies", () => {
    const root = fileURLToPath(new URL("../../fixtures", import.meta.url));
    let count = 0;
    for (const path of readdirSync(root, { recursive: true, encoding: "utf8" })) {
      if (!path.endsWith(".py")) continue;
      const text = readFileSync(join(root, path), "utf8");
      const facts = parser.facts(text);
      if (facts.problems.length > 0) continue;
      expect(parser.glance(text), path).toEqual(facts);
      count++;
    }
    expect(count).toBeGreaterThan(100);
  });

  test("wherever a text is cut and is not broken there", () => {
    const text = `def f(values):\n    """Sum."""\n${BODY}\n\nclass C:\n    def m(self, values):\n    ${BODY.replace("\n", "\n    ")}\n`;
    for (let end = 0; end <= text.length; end++) {
      const cut = text.slice(0, end);
      if (parser.isWhole(cut)) expect(parser.glance(cut), `cut at ${end}`).toEqual(parser.facts(cut));
      else expect(parser.facts(cut).problems, `cut at ${end}`).not.toEqual([]);
    }
  });
});

test("what is broken in a body that is left out is not seen at a glance", () => {
  const text = `def f(values):\n${BODY}\n    x = = 1\n`;
  expect(parser.glance(text).problems).toEqual([]);
  expect(parser.isWhole(text)).toBe(false);
  expect(parser.isWhole(`def f(values):\n${BODY}\n`)).toBe(true);
});
