/** Lines that are being typed, and bodies that lost their head: what stands below them stays what it is. */

import { describe, expect, test } from "vitest";
import { modelOf, parser } from "./parser.ts";
import { render } from "./render.ts";

const HEAD = 'import flyte\nlib = flyte.TaskEnvironment("lib")\nenv = flyte.TaskEnvironment("env")\n';
const rendered = (text: string): string => render(modelOf({ "app.py": text }));

describe("a line that isn't whole leaves the next statement alone", () => {
  const lines = ["x = lib.", "lib.", "x = a. # c", "x: ", "x +=", "x,", "*x,", "del", "assert x,", "x = lambda:"];
  const more = ["x = a if b else", "x = a +", "x and", "x = 1; y = a.", "if a: y = b.", "raise X from"];
  test.each([...lines, ...more])("%j", (line) => {
    const text = (below: string) => rendered(`${HEAD}${line}\n\n\n${below}`);
    const made = text('made = flyte.TaskEnvironment("made")\n\n@made.task\ndef run(): ...\n');
    expect(made).toContain("environment made · TaskEnvironment · made");
    expect(made).toContain("task made.run()");
    expect(text("env.add_dependency(lib)\n")).toContain("env depends on lib");
    expect(text('for n in ("made",):\n    flyte.TaskEnvironment(n)\n')).toContain("environment made");
    expect(text('if a:\n    made = flyte.TaskEnvironment("made")\n')).toContain("environment made");
    expect(text('with a:\n    made = flyte.TaskEnvironment("made")\n')).toContain("environment made");
  });

  test.each(["x = foo(", "x = [", "print(", 'x = """', "x = *", "@env."])("nor does %j take a block", (line) => {
    expect(rendered(`${HEAD}${line}\nfor n in ("made",):\n    flyte.TaskEnvironment(n)\n`)).toContain(
      "environment made",
    );
    expect(rendered(`${HEAD}${line}\nif a:\n    flyte.TaskEnvironment("made")\n`)).toContain("environment made");
  });

  test("in a block either, as often as it happens there", () => {
    const text = `${HEAD}if a:\n    x = lib.\n    made = flyte.TaskEnvironment("made")\n    x +=\n    more = flyte.TaskEnvironment("more")\n`;
    expect(rendered(text)).toContain("environment made · TaskEnvironment · made");
    expect(rendered(text)).toContain("environment more · TaskEnvironment · more");
    expect(parser.facts(text).problems).toEqual([
      { kind: "syntax", range: { start: { line: 4, character: 11 }, end: { line: 4, character: 12 } } },
      { kind: "syntax", range: { start: { line: 6, character: 7 }, end: { line: 6, character: 8 } } },
    ]);
  });

  test("in a body that stays text nobody looks for it", () => {
    const text = `def helper(rows):\n    total = rows.\n    count = len(rows)\n    mean = total / count if count > 0 else 0\n    return mean\n`;
    expect(parser.facts(text).problems).toEqual([]);
    expect(parser.glance(text)).toEqual(parser.facts(text));
  });

  test("a glance and an open document tell the same", () => {
    const helper = `def helper(rows):\n    return sum(row * row for row in rows) / max(1, len(rows)) + offset\n\n`;
    const text = `${helper}${HEAD}x = lib.\nmade = flyte.TaskEnvironment("made")\n`;
    expect(parser.glance(text)).toEqual(parser.facts(text));
    const document = parser.open(`${helper}${HEAD}\nmade = flyte.TaskEnvironment("made")\n`);
    const place = { line: 6, character: 0 };
    for (const character of [...".bil = x"].map((each) => each)) {
      document.edit([{ range: { start: place, end: place }, text: character }]);
      expect(document.facts()).toEqual(parser.facts(document.text));
    }
    expect(document.text).toBe(text);
    document.dispose();
  });

  test.each([
    "x = 1,\ny = 2\n",
    "x = (\n  a.\n  b)\n",
    "x = a. \\\n  b\n",
    'x = f"""\n{a}\n""" + b\n',
    "x = a.b( # (\n  c)\n",
    "if x:\n    y = [\n1]\n",
    "from a import (\n  b,\n)\n",
    "assert (\n  x\n), 'y'\r\nz = {\r\n}\r\n",
  ])("whole ones are: %j", (text) => {
    expect(parser.facts(text).problems).toEqual([]);
  });
});

describe("a body that lost its head ends no module", () => {
  const below = '@env.task\ndef below(): ...\n\nother = flyte.TaskEnvironment("other")\n';
  test.each([
    "break",
    "continue",
    "return",
    "#def helper():\n    raise NotImplementedError\n",
    "# def helper():\n    sys.exit(1)\n",
    '# if __name__ == "__main__":\n    sys.exit(main())\n',
    "# for each in y:\n    if each:\n        break\n    raise X\n",
    "# while x:\n    continue\n",
    "try:\n    foo()\nexcep\n    raise\n",
    "if a:\n    x = 1\nels\n    raise Y\n",
    "def helper():\n    print(1)\n  raise X\n",
    "@env.task\ndef helper(x): return 1\n    raise X\n",
    "de helper():\n    if a:\n        x = 1\n    os._exit(1)\n",
    "try:\n    break\nfinally:\n    x = 1\n",
  ])("%j", (line) => {
    const text = rendered(`${HEAD}${line}\n${below}`);
    expect(text).toContain("task env.below()");
    expect(text).toContain("environment other");
  });

  test.each(["raise X", "sys.exit(1)", "if a: raise X\nelse: raise Y"])("at the margin %j does", (line) => {
    expect(rendered(`${HEAD}${line}\n${below}`)).not.toContain("environment other");
  });

  test("what a loop leaves by is its own", () => {
    const loop = 'for n in ("a", "b", "c"):\n    try:\n        if n == "b": break\n    finally:\n        x = 1\n';
    const text = rendered(`${HEAD}${loop}    flyte.TaskEnvironment(n)\nelse:\n    flyte.TaskEnvironment("d")\n`);
    expect(text.match(/environment [a-d] /g)).toEqual(["environment a "]);
  });

  test.each(["while True:", "while True:\n    x = 1", "while True:\n    x = 1\n    if a:\n        x = 2"])(
    "nor does a loop whose `break` is to come: %j",
    (loop) => {
      expect(rendered(`${HEAD}${loop}\n\n${below}`)).toContain("environment other");
    },
  );

  test("what ends an endless loop says what is behind it", () => {
    const loop = 'name = "a"\nwhile True:\n    name = "b"\n    if ask(): break\n    name = "c"\n';
    expect(rendered(`${HEAD}${loop}made = flyte.TaskEnvironment(name)\n`)).toContain("environment b ");
  });
});

describe("the names of a half-typed import that are whole are imported", () => {
  const made = '\nenv = TaskEnvironment("env")\n\n@env.task\ndef run(): ...\n';
  test.each([
    "from flyte import (Image, TaskEnvironment",
    "from flyte import (\n    Image,\n    TaskEnvironment,\n    Re",
    "from flyte import (\n    Image, # (as\n    TaskEnvironment,\n",
    "from flyte import Image, TaskEnvironment as",
    "from flyte import Image as, TaskEnvironment",
    "from flyte import Image, in, TaskEnvironment, Resources.",
    "from flyte import TaskEnvironment, \\\n    Image as",
    "from flyte import Image = TaskEnvironment\nfrom flyte import TaskEnvironment as",
  ])("%j", (line) => {
    expect(rendered(`${line}\n${made}`)).toContain("task env.run()");
  });

  test.each(["import flyte as", "import flyte.", "import os, flyte.", "import os as, flyte"])("%j", (line) => {
    expect(rendered(`${line}\n${made.replace("TaskEnv", "flyte.TaskEnv")}`)).toContain("task env.run()");
  });

  test("under the names that they are given", () => {
    expect(
      rendered(`from flyte import TaskEnvironment as Env, Image as\n${made.replace("TaskEnvironment", "Env")}`),
    ).toContain("task env.run()");
  });
});
