/** A folder that nothing happened to is answered from what the last session concluded, and from nothing else. */

import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { cacheOf, FolderIndex, loadGrammar, ownThread } from "../../../core/workspace/index.ts";
import { folder, write } from "./folder.ts";
import { grammar, workerScript } from "./parts.ts";

const parser = await loadGrammar(grammar);
const LONG_AGO = new Date("2024-05-01T00:00:00Z");

const FILES = {
  "flow.py": "from shared import name\nimport flyte\n",
  "shared.py": "name = 'a'\n",
  "other.py": "x = 1\n",
};

/** A folder with files old enough to be believed, and where its cache lies. */
function project() {
  const root = folder(FILES);
  for (const path of Object.keys(FILES)) utimesSync(join(root, path), LONG_AGO, LONG_AGO);
  return { root, caches: folder({}) };
}

interface Choices {
  readonly exclude?: readonly string[];
  /** Whether what was concluded is taken. */
  readonly takes?: boolean | "fails";
  /** Opened before the folder is read. */
  readonly open?: Readonly<Record<string, string>>;
}

/** A session on it: what it told, and the conclusions that it was offered. */
async function session({ root, caches }: ReturnType<typeof project>, choices: Choices = {}) {
  const told = new Set<string>();
  const offered: string[] = [];
  const work = ownThread(parser.facts);
  const index = new FolderIndex({
    root,
    exclude: choices.exclude ?? [],
    work,
    parse: parser.facts,
    cache: cacheOf(caches, root, [workerScript()]),
    conclude: () => [...told].sort().join(),
    adopt: async (conclusion) => {
      offered.push(conclusion);
      if (choices.takes === "fails") throw new Error("no JSON");
      return choices.takes ?? true;
    },
    onChange: (changes) => {
      for (const { path, facts } of changes) {
        if (facts === undefined) told.delete(path);
        else told.add(path);
      }
    },
    onProgress: () => {},
    onFailure: (error) => expect.fail(String(error)),
  });
  onTestFinished(() => index.dispose());
  for (const [path, text] of Object.entries(choices.open ?? {})) index.opened(path, opened(text));
  await index.rescan();
  return { index, offered, told: () => [...told].sort() };
}

const opened = (text: string) => {
  const facts = parser.facts(text);
  return { facts, imports: facts.imports, saysFlyte: text.includes("flyte") };
};

/** A session that read everything, and left its cache. */
async function known() {
  const own = project();
  const { index } = await session(own);
  await expect.poll(() => readdirSync(own.caches).join(), { timeout: 10_000 }).toMatch(/^\w+\.jsonl$/);
  index.dispose();
  return own;
}

test("an unchanged folder is concluded at once, and told afterwards", async () => {
  const own = await known();
  const second = await session(own);
  expect(second.offered).toEqual(["flow.py,shared.py"]);
  expect(second.told()).toEqual([]);
  expect(second.index.size).toBe(3);
  await expect.poll(second.told, { timeout: 5000 }).toEqual(["flow.py", "shared.py"]);
});

test("who does not take it is told at once", async () => {
  const second = await session(await known(), { takes: false });
  expect(second.offered).toEqual(["flow.py,shared.py"]);
  expect(second.told()).toEqual(["flow.py", "shared.py"]);
});

test("a conclusion that can't be read is as none", async () => {
  const second = await session(await known(), { takes: "fails" });
  expect(second.told()).toEqual(["flow.py", "shared.py"]);
});

test("nothing is concluded of a folder that differs", async () => {
  const differences: readonly ((root: string) => void)[] = [
    (root) => write(root, { "shared.py": "name = 'b'\n" }),
    (root) => write(root, { "new.py": "" }),
    (root) => rmSync(join(root, "other.py")),
    (root) => write(root, { ".gitignore": "other.py\n" }),
  ];
  for (const differ of differences) {
    const own = await known();
    differ(own.root);
    const second = await session(own);
    expect(second.offered).toEqual([]);
    expect(second.told()).toEqual(["flow.py", "shared.py"]);
  }
  expect((await session(await known(), { exclude: ["other.py"] })).offered).toEqual([]);
});

test("an open document counts unless it says what its file says", async () => {
  const own = await known();
  const same = { "flow.py": FILES["flow.py"], "other.py": FILES["other.py"] };
  expect((await session(own, { open: same })).offered).toEqual(["flow.py,shared.py"]);
  for (const open of [
    { "flow.py": "import flyte\n" },
    { "other.py": "import flyte\n" },
    { "other.py": "def half(:\n" },
    { "unsaved.py": "" },
  ]) {
    expect((await session(own, { open })).offered).toEqual([]);
  }
});

test("facts that rested are still those of the document that shows their file", async () => {
  const own = project();
  const open = { "flow.py": FILES["flow.py"] };
  const { index } = await session(own, { open });
  await index.rest(() => {});
  await expect.poll(() => readdirSync(own.caches).join(), { timeout: 10_000 }).toMatch(/^\w+\.jsonl$/);
  index.dispose();
  expect((await session(own, { open })).offered).toEqual(["flow.py,shared.py"]);
});

test("the first change tells everything", async () => {
  const second = await session(await known());
  expect(second.offered).toHaveLength(1);
  second.index.opened("flow.py", opened(FILES["flow.py"]));
  expect(second.told()).toEqual([]);
  second.index.opened("flow.py", opened(`${FILES["flow.py"]}x = 1\n`));
  expect(second.told()).toEqual(["flow.py", "shared.py"]);
});

test("facts that turn out to be damaged are read again", async () => {
  const own = await known();
  const [name = "none"] = readdirSync(own.caches);
  const file = join(own.caches, name);
  const lines = readFileSync(file, "utf8").split("\n");
  writeFileSync(file, lines.map((line) => (line.startsWith('{"version"') ? line.replace("{", "[") : line)).join("\n"));
  const second = await session(own);
  expect(second.offered).toEqual(["flow.py,shared.py"]);
  await expect.poll(second.told, { timeout: 5000 }).toEqual(["flow.py", "shared.py"]);
});

test("what turns out to be damaged behind the names is read again", async () => {
  const own = await known();
  const [name = "none"] = readdirSync(own.caches);
  const file = join(own.caches, name);
  writeFileSync(file, readFileSync(file, "utf8").replace('[{"saysFlyte"', '![{saysFlyte"'));
  const second = await session(own);
  expect(second.offered).toEqual(["flow.py,shared.py"]);
  expect(second.index.size).toBe(3);
  await expect.poll(second.told, { timeout: 5000 }).toEqual(["flow.py", "shared.py"]);
  expect(second.index.size).toBe(3);
});

test("facts of a cache that was written again since are read again", async () => {
  const own = await known();
  const second = await session(own);
  const [name = "none"] = readdirSync(own.caches);
  const file = join(own.caches, name);
  const text = readFileSync(file, "utf8");
  rmSync(file);
  writeFileSync(file, text.replaceAll('"importsFlyte":true', '"importsFlyte":1234'));
  await expect.poll(second.told, { timeout: 5000 }).toEqual(["flow.py", "shared.py"]);
  second.index.dispose();
});

test("a session that ends is told nothing", async () => {
  const second = await session(await known());
  second.index.dispose();
  await sleep(1500);
  expect(second.told()).toEqual([]);
});
