/** The code of notebooks: which cells count, what is blanked out, and where things stand. */

import { expect, test } from "vitest";
import { createLinker, notebookFacts, readNotebook } from "../../../core/analysis/index.ts";
import { parser } from "./parser.ts";

type Cell = string | readonly string[] | Readonly<Record<string, unknown>>;

const code = (source: unknown) => ({ cell_type: "code", metadata: {}, outputs: [], source });
const words = (source: string) => ({ cell_type: "markdown", metadata: {}, source });
const notebook = (cells: readonly Cell[], metadata: object = {}) =>
  JSON.stringify({
    cells: cells.map((cell) => (typeof cell === "string" || Array.isArray(cell) ? code(cell) : cell)),
    metadata,
    nbformat: 4,
    nbformat_minor: 5,
  });

/** What the parser gets, line by line: spaces at the end are what was blanked out. */
function textOf(...cells: readonly Cell[]): readonly string[] {
  const found = readNotebook(notebook(cells));
  if (found.kind !== "code") throw new Error(found.what);
  return found.text.split("\n").slice(0, -1);
}

test("code cells follow each other, and each knows its place among all cells", () => {
  const found = readNotebook(notebook([words("# Title"), ["import flyte\n", "x = 1"], words("more"), "y = 2\n", ""]));
  expect(found).toEqual({
    kind: "code",
    text: "import flyte\nx = 1\ny = 2\n\n\n",
    cells: [
      { index: 1, firstLine: 0 },
      { index: 3, firstLine: 2 },
      { index: 4, firstLine: 4 },
    ],
  });
});

test("magics, shell commands and questions are blanked out in their lines and columns", () => {
  expect(
    textOf("%matplotlib inline\nx = 1\n!pip install flyte\nflyte.run?\n?flyte\n%pip install a \\\n  b\ny = 2"),
  ).toEqual([
    "0                 ",
    "x = 1",
    "0                 ",
    "0         ",
    "0     ",
    "0               ",
    "   ",
    "y = 2",
  ]);
  expect(textOf("if x:\n    !ls\n%time main = 1\nfiles = !ls *.py\ntable =%sql select 1")).toEqual([
    "if x:",
    "    0  ",
    "0;    main = 1",
    "files = _       ",
    "table =_            ",
  ]);
});

test("what looks like a magic inside brackets and texts is Python's", () => {
  const lines = [
    "x = (a",
    "     % b)",
    'css = """',
    "!important",
    "%s",
    "what?",
    '"""  # (',
    "y = a \\",
    "  % b",
    "z = 'it\\'s (' % a",
    "%who",
    "# why? \\",
  ];
  expect(textOf(lines.join("\n"))).toEqual([...lines.slice(0, 10), "0   ", "# why? \\"]);
  expect(textOf("x = 1  # \\\n!ls")).toEqual(["x = 1  # \\", "0  "]);
});

test("a cell magic's body is Python where it is run as such, and another program's elsewhere", () => {
  expect(textOf("\n%%time\nx = 1")).toEqual(["", "      ", "x = 1"]);
  expect(textOf("%%bash\nls\n  pwd", "y = 2")).toEqual(["      ", "  ", "     ", "y = 2"]);
  expect(textOf("%%writefile app.py\nimport flyte")).toEqual(["                  ", "            "]);
});

test("line ends of any kind keep their lines", () => {
  const found = readNotebook(notebook(["a = 1\r\n!ls\r\nb = 2", "c = 3\rd = 4", "e = 5"]));
  expect(found).toMatchObject({
    text: "a = 1\r\n0  \r\nb = 2\nc = 3\rd = 4\ne = 5\n",
    cells: [{ firstLine: 0 }, { firstLine: 3 }, { firstLine: 5 }],
  });
});

test("cells and notebooks of other languages hold no Python", () => {
  expect(textOf({ ...code("select 1"), metadata: { vscode: { languageId: "sql" } } }, "x = 1")).toEqual(["x = 1"]);
  const r = notebook(["library(flyte)"], { kernelspec: { language: "R", name: "ir" } });
  expect(readNotebook(r)).toEqual({ kind: "code", text: "", cells: [] });
  const python = notebook(["x = 1"], { language_info: { name: "python" } });
  expect(readNotebook(python)).toMatchObject({ text: "x = 1\n" });
});

test("what is no notebook says why, and odd parts of one are nothing", () => {
  expect(readNotebook('{"cells": [')).toEqual({ kind: "problem", what: "json" });
  expect(readNotebook("")).toEqual({ kind: "problem", what: "json" });
  for (const text of ["null", "[]", "3", '{"worksheets": [{"cells": []}], "nbformat": 3}', '{"cells": {}}'])
    expect(readNotebook(text)).toEqual({ kind: "problem", what: "format" });
  expect(textOf({}, { cell_type: "code" }, code(null), code(["x = 1\n", 3]))).toEqual(["", "", "x = 1", ""]);
  expect(readNotebook('{"cells": [null, 1, []]}')).toEqual({ kind: "code", text: "", cells: [] });
});

test("lines without end take no time that grows faster than they do", () => {
  const many = (part: string) => part.repeat(400_000);
  for (const source of [
    many(" "),
    many("\\"),
    `${many("\\")}x`,
    many("= "),
    many("a?"),
    many("("),
    `%time ${many(" ")}`,
  ])
    expect(readNotebook(notebook([source])).kind).toBe("code");
});

test("what a notebook defines stands in its cells", () => {
  const found = readNotebook(
    notebook([
      words("# One"),
      "import flyte\n\nenv = flyte.TaskEnvironment('nb')",
      words("# Two"),
      "%%time\n@env.task\nasync def main(n: int) -> int:\n    return await step(n)\n\n@env.task\ndef step(n: int) -> int: ...",
      "def broken(:",
    ]),
  );
  if (found.kind !== "code") throw new Error(found.what);
  const linker = createLinker(parser.read);
  linker.set("a.ipynb", notebookFacts(found, parser.facts));
  // Nobody imports a notebook.
  linker.set(
    "app.py",
    parser.facts("import flyte\nfrom a import env\nx = flyte.TaskEnvironment('x', depends_on=[env])\n"),
  );
  const { changed } = linker.link();
  const [model, app] = changed;
  const at = (cell: number, line: number) => ({ cell, line });
  expect(model?.notebook).toBe(true);
  expect(
    [...(model?.environments ?? []), ...(model?.tasks ?? [])].map(({ name, place, selection }) => [
      name.kind === "known" ? name.value : "?",
      at(place.cell ?? -1, place.range.start.line),
      selection.start.line,
    ]),
  ).toEqual([
    ["nb", at(1, 2), 2],
    ["nb.main", at(3, 1), 2],
    ["nb.step", at(3, 5), 6],
  ]);
  expect(model?.calls.map(({ place }) => at(place.cell ?? -1, place.range.start.line))).toEqual([at(3, 3)]);
  expect(
    model?.problems.map((each) => (each.kind === "syntax" ? at(each.cell ?? -1, each.range.start.line) : each.kind)),
  ).toEqual([at(4, 0)]);
  expect(app?.notebook).toBeUndefined();
  expect(app?.dependsOn.map(({ to }) => to.kind)).toEqual(["unknown"]);
});

test("a text or a bracket that one cell leaves open takes no other cell with it", () => {
  for (const open of ['notes = """\nwords', "x = f(", "x = [1,", "@env.task", "s = 'abc"]) {
    const found = readNotebook(
      notebook([
        "import flyte\nenv = flyte.TaskEnvironment('nb')",
        open,
        "late = flyte.TaskEnvironment('late')\n\n@late.task\ndef step(n: int): ...",
      ]),
    );
    if (found.kind !== "code") throw new Error(found.what);
    const linker = createLinker(parser.read);
    linker.set("a.ipynb", notebookFacts(found, parser.facts));
    const [model] = linker.link().changed;
    const places = [...(model?.environments ?? []), ...(model?.tasks ?? [])].map(
      ({ name, place: { cell, range } }) =>
        `${name.kind === "known" ? name.value : "?"} ${cell}:${range.start.line}:${range.start.character}`,
    );
    expect(places).toEqual(["nb 0:1:6", "late 2:0:7", "late.step 2:2:0"]);
    expect(model?.problems.map((each) => (each.kind === "syntax" ? each.cell : each.kind))).toEqual([1]);
  }
});

test("what a cell runs is not said to run when somebody imports the notebook", () => {
  const text =
    "import flyte\nenv = flyte.TaskEnvironment('a')\n@env.task\ndef main(n: int): ...\nflyte.run(main, n=1)\n";
  const found = readNotebook(notebook([text]));
  if (found.kind !== "code") throw new Error(found.what);
  const linker = createLinker(parser.read);
  linker.set("a.ipynb", notebookFacts(found, parser.facts));
  linker.set("b.py", parser.facts(text));
  const notes = linker
    .link()
    .changed.map(({ path, entryPoints = [] }) => [path, entryPoints.flatMap((each) => each.notes)]);
  expect(notes).toEqual([
    ["a.ipynb", ["gives n"]],
    ["b.py", ["gives n", "whenever the file is imported"]],
  ]);
});

test.each([
  "raise SystemExit('enough')",
  "import sys; sys.exit()",
  "break",
  "while True:\n    pass",
  "while poll():\n    continue\nraise",
])("what ends one cell leaves those behind it as they are: %j", (ending) => {
  const found = readNotebook(
    notebook([
      "import flyte\nenv = flyte.TaskEnvironment('nb')",
      `${ending}\nunseen = flyte.TaskEnvironment('unseen')`,
      "",
      "@env.task\ndef step(n: int): ...",
    ]),
  );
  if (found.kind !== "code") throw new Error(found.what);
  const linker = createLinker(parser.read);
  linker.set("a.ipynb", notebookFacts(found, parser.facts));
  const [model] = linker.link().changed;
  const isSeen = ending === "break" || ending.startsWith("while True");
  expect(model?.environments.map(({ name }) => name)).toEqual(
    ["nb", ...(isSeen ? ["unseen"] : [])].map((value) => ({ kind: "known", value })),
  );
  expect(model?.tasks.map(({ place }) => place.cell)).toEqual([3]);
});
