/** A second session knows what the first one read, and never believes a cache that doesn't fit. */

import { readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cacheOf } from "../../../core/workspace/cache.ts";
import { type ReadItem, readEntry } from "../../../core/workspace/entry.ts";
import { loadGrammar, ownThread } from "../../../core/workspace/index.ts";
import { scan } from "../../../core/workspace/scan.ts";
import { folder, write } from "./folder.ts";
import { grammar, workerScript } from "./parts.ts";

const { facts } = await loadGrammar(grammar);
const LONG_AGO = new Date("2024-05-01T00:00:00Z");

/** A project whose files are old enough to be believed, and where its cache lies. */
function project() {
  const root = folder({ "flow.py": "import flyte\n", "other.py": "x = 1\n" });
  for (const name of ["flow.py", "other.py"]) utimesSync(join(root, name), LONG_AGO, LONG_AGO);
  const caches = folder({});
  return { root, caches, cache: cacheOf(caches, root, [workerScript()]) };
}

/** Scans with what is cached; answers which files had to be read. */
async function session({ root, cache }: ReturnType<typeof project>) {
  const { entries: known } = await cache.load();
  const found = await scan(root, [], known, ownThread(facts));
  const entries = [...found.entries, ...found.unchanged.flatMap((path) => known.get(path) ?? [])];
  await cache.save(entries);
  return { read: found.entries.map(({ path }) => path).sort(), entries };
}

test("the second session reads nothing and knows the same", async () => {
  const own = project();
  const first = await session(own);
  const second = await session(own);
  expect(first.read).toEqual(["flow.py", "other.py"]);
  expect(second.read).toEqual([]);
  expect(second.entries.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual(
    [...first.entries].sort((a, b) => (a.path < b.path ? -1 : 1)),
  );
});

test("a file that changed is read again", async () => {
  const own = project();
  await session(own);
  write(own.root, { "flow.py": "import flyte  # changed\n" });
  expect((await session(own)).read).toEqual(["flow.py"]);
});

test("a file that was changed just before is not believed", async () => {
  const own = project();
  write(own.root, { "flow.py": "import flyte # now\n" });
  await session(own);
  expect((await session(own)).read).toEqual(["flow.py"]);
});

test("a damaged cache is built anew", async () => {
  for (const damage of [
    (file: string) => truncateSync(file, 300),
    (file: string) => writeFileSync(file, ""),
    (file: string) => writeFileSync(file, readFileSync(file, "utf8").replace('"saysFlyte"', '"says"')),
    (file: string) => writeFileSync(file, readFileSync(file, "utf8").replace('"saysFlyte"', '!saysFlyte"')),
    (file: string) => writeFileSync(file, readFileSync(file, "utf8").replace('"names":', '!names":')),
    (file: string) => writeFileSync(file, readFileSync(file, "utf8").replace('"format":3', '"format":0')),
    (file: string) => writeFileSync(file, Buffer.from([0, 255, 3])),
  ]) {
    const own = project();
    await session(own);
    const [name = "none"] = readdirSync(own.caches);
    damage(join(own.caches, name));
    expect((await session(own)).read).toEqual(["flow.py", "other.py"]);
    expect((await session(own)).read).toEqual([]);
  }
});

test("another version of the parser reads everything again", async () => {
  const own = project();
  await session(own);
  const updated = folder({ "worker.js": "newer" });
  const cache = cacheOf(own.caches, own.root, [join(updated, "worker.js")]);
  expect((await cache.load()).entries.size).toBe(0);
});

test("each root has a cache of its own", async () => {
  const one = project();
  await session(one);
  const two = { ...project(), caches: one.caches };
  expect((await cacheOf(one.caches, two.root, [workerScript()]).load()).entries.size).toBe(0);
});

test("a folder for caches that can't be written is no failure", async () => {
  const own = project();
  const blocked = folder({ file: "" });
  const cache = cacheOf(join(blocked, "file", "deeper"), own.root, [workerScript()]);
  await cache.save([]);
  expect((await cache.load()).entries.size).toBe(0);
});

test("nothing is left beside the cache", async () => {
  const own = project();
  const item: ReadItem = { path: "flow.py" };
  const entry = readEntry(own.root, item, facts);
  if (entry === undefined || entry === "unchanged") throw new Error("expected an entry");
  await Promise.all([own.cache.save([entry]), own.cache.save([entry])]);
  expect(readdirSync(own.caches).filter((name) => !name.endsWith(".jsonl"))).toEqual([]);
});
