/** Notebooks on disk: found beside Python files, read only where they speak of Flyte, and followed. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { discover } from "../../../core/workspace/discover.ts";
import { readEntry } from "../../../core/workspace/entry.ts";
import { FolderIndex, loadGrammar, ownThread } from "../../../core/workspace/index.ts";
import { MAX_NOTEBOOK_BYTES } from "../../../core/workspace/source.ts";
import { folder, write } from "./folder.ts";
import { grammar } from "./parts.ts";

const parser = await loadGrammar(grammar);

const notebook = (source: string, outputs: readonly unknown[] = []): string =>
  JSON.stringify({ cells: [{ cell_type: "code", metadata: {}, source, outputs }], metadata: {}, nbformat: 4 });

const ENV = "import flyte\nenv = flyte.TaskEnvironment('nb')\n";

function entry(content: string) {
  let parsed = 0;
  const read = readEntry(folder({ "a.ipynb": content }), { path: "a.ipynb" }, (text) => {
    parsed++;
    return parser.facts(text);
  });
  if (read === undefined || read === "unchanged") throw new Error("not read");
  return { ...read, parsed };
}

test("notebooks are found beside Python files, an editor's copies of them are not", () => {
  const root = folder({ "a.py": "", "b.ipynb": "", ".ipynb_checkpoints/b-checkpoint.ipynb": "", "c/d.ipynb": "" });
  expect(discover(root).files).toEqual(["a.py", "b.ipynb", "c/d.ipynb"]);
  expect(discover(root, ["**/*.ipynb"]).files).toEqual(["a.py"]);
});

test("the code of one that speaks of Flyte is parsed", () => {
  expect(entry(notebook(ENV))).toMatchObject({ saysFlyte: true, parsed: 1, facts: { importsFlyte: true } });
});

test("one whose code doesn't is not, whatever it puts out", () => {
  expect(entry(notebook("x = 1", [{ text: "flyte" }]))).toMatchObject({ saysFlyte: false, parsed: 0, imports: [] });
  expect(entry(notebook("import pandas"))).toMatchObject({ saysFlyte: false, parsed: 0 });
});

test("one that is broken, of another format or too large is a problem", () => {
  expect(entry(`${notebook(ENV)}}`)).toMatchObject({ problem: { kind: "notebook", what: "json" }, parsed: 0 });
  expect(entry('{"worksheets": ["flyte"]}')).toMatchObject({ problem: { kind: "notebook", what: "format" } });
  const large = notebook(ENV, ["x".repeat(MAX_NOTEBOOK_BYTES)]);
  expect(entry(large)).toMatchObject({
    saysFlyte: true,
    problem: { kind: "tooLarge", bytes: large.length, limit: 16_777_216 },
    parsed: 0,
  });
  expect(entry(notebook(`${ENV}${"#".repeat(2_097_152)}`))).toMatchObject({
    problem: { kind: "tooLarge", limit: 2_097_152 },
    parsed: 0,
  });
  // Three times what a Python file may have, nearly all of it pictures.
  expect(entry(notebook(ENV, ["x".repeat(6_000_000)]))).toMatchObject({ facts: { importsFlyte: true } });
});

test("an index tells notebooks that come, change and go, and counts Python files", async () => {
  const root = folder({ "a.ipynb": notebook(ENV), "b.py": "" });
  const told = new Map<string, string>();
  const index = new FolderIndex({
    root,
    exclude: [],
    work: ownThread(parser.facts),
    parse: parser.facts,
    onChange: (changes) => {
      for (const { path, facts, problem } of changes) {
        const state = problem?.kind ?? (facts === undefined ? undefined : "facts");
        if (state === undefined) told.delete(path);
        else told.set(path, state);
      }
    },
    onProgress: () => {},
    onFailure: (error) => told.set("failed", String(error)),
  });
  await index.rescan();
  expect([...told]).toEqual([["a.ipynb", "facts"]]);
  expect(index.size).toBe(1);
  write(root, { "a.ipynb": `${ENV}` });
  await index.diskChanged([{ path: "a.ipynb", kind: "changed" }]);
  expect([...told]).toEqual([["a.ipynb", "notebook"]]);
  rmSync(join(root, "a.ipynb"));
  await index.diskChanged([{ path: "a.ipynb", kind: "deleted" }]);
  expect([...told]).toEqual([]);
  write(root, { "c.ipynb": notebook(ENV) });
  await index.diskChanged([{ path: "c.ipynb", kind: "created" }]);
  expect([...told]).toEqual([["c.ipynb", "facts"]]);
  index.dispose();
});
