/** The index of a real folder: read on real threads, followed on disk and in open documents. */

import { chmodSync, cpSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { FileFacts } from "../../../core/analysis/index.ts";
import { type FileChange, FolderIndex, loadGrammar, ownThread, threadPool } from "../../../core/workspace/index.ts";
import { type Files, folder, write } from "./folder.ts";
import { bundled, grammar, workerScript } from "./parts.ts";

const parser = await loadGrammar(grammar);

/** An index that remembers what it told: path → `facts` or the problem's kind. */
async function indexed(files: Files, threads = false, exclude: readonly string[] = []) {
  const root = folder(files);
  const work = threads ? threadPool(workerScript(), { grammar }) : ownThread(parser.facts);
  const told: Record<string, string> = {};
  const batches: string[][] = [];
  const failures: unknown[] = [];
  const progress: string[] = [];
  const index = new FolderIndex({
    root,
    exclude,
    work,
    parse: parser.facts,
    onChange: (changes) => {
      batches.push(changes.map(({ path }) => path));
      for (const change of changes) {
        const state = stateOf(change);
        if (state === undefined) delete told[change.path];
        else told[change.path] = state;
      }
    },
    onProgress: (done, total) => progress.push(`${done} of ${total}`),
    onFailure: (error) => failures.push(error),
  });
  onTestFinished(() => {
    index.dispose();
    work.dispose();
  });
  await index.rescan();
  return { root, index, told, batches, failures, progress };
}

const stateOf = ({ facts, problem }: FileChange): string | undefined =>
  problem?.kind ?? (facts === undefined ? undefined : facts.problems.length > 0 ? "facts, broken" : "facts");

const opened = (text: string) => {
  const { imports } = parser.facts(text);
  return { facts: parser.facts(text), imports, saysFlyte: text.includes("flyte") };
};

const project: Files = {
  "etl/__init__.py": "",
  "etl/envs.py": "import flyte\nenv = flyte.TaskEnvironment(name='etl')\n",
  "etl/load.py": "from etl.envs import env\n@env.task\ndef load(): ...\n",
  "web.py": "import fastapi\n",
};

test("at rest the facts are others and the same, until the file changes", async () => {
  const root = folder(project);
  const work = ownThread(parser.facts);
  const facts = new Map<string, FileFacts | undefined>();
  const index = new FolderIndex({
    root,
    exclude: [],
    work,
    parse: parser.facts,
    onChange: (changes) => changes.forEach((each) => void facts.set(each.path, each.facts)),
    onProgress: () => {},
    onFailure: (error) => expect.unreachable(String(error)),
  });
  onTestFinished(() => index.dispose());
  await index.rescan();
  const exchanged: string[] = [];
  const rest = () =>
    index.rest((path, before, now) => {
      expect(before).toBe(facts.get(path));
      facts.set(path, now);
      exchanged.push(path);
    });
  await rest();
  expect(exchanged.sort()).toEqual(["etl/envs.py", "etl/load.py"]);
  expect(facts.get("etl/envs.py")).toEqual(parser.facts(String(project["etl/envs.py"])));
  await rest();
  expect(exchanged).toHaveLength(2);
  write(root, { "etl/load.py": "from etl.envs import env\n" });
  await index.diskChanged([{ path: "etl/load.py", kind: "changed" }]);
  expect(facts.get("etl/load.py")).toEqual(parser.facts("from etl.envs import env\n"));
  await rest();
  expect(exchanged.slice(2)).toEqual(["etl/load.py"]);
});

for (const threads of [false, true]) {
  test(`files that matter have facts, ${threads ? "read on threads" : "read on this thread"}`, async () => {
    const { told, index, progress, failures } = await indexed(project, threads);
    expect(failures).toEqual([]);
    expect(told).toEqual({ "etl/envs.py": "facts", "etl/load.py": "facts" });
    expect(index.size).toBe(4);
    expect([index.has("web.py"), index.has("etl")]).toEqual([true, false]);
    expect(progress.at(0)).toBe("0 of 4");
    expect(progress.at(-1)).toBe("4 of 4");
  });
}

test("threads and this thread find the same facts", async () => {
  const facts: unknown[] = [];
  const root = folder(project);
  for (const work of [threadPool(workerScript(), { grammar }), ownThread(parser.facts)]) {
    const found = new Map<string, unknown>();
    const index = new FolderIndex({
      root,
      exclude: [],
      work,
      parse: parser.facts,
      onChange: (changes) => {
        for (const change of changes) found.set(change.path, change.facts);
      },
      onProgress: () => {},
      onFailure: (error) => facts.push(error),
    });
    await index.rescan();
    index.dispose();
    work.dispose();
    facts.push([...found].sort());
  }
  expect(facts[0]).toEqual(facts[1]);
});

test("what is broken in a body that threads only glanced at is told a little later", async () => {
  const body = "    total = sum(value * value for value in values if value > 10 and value not in (11, 12))\n";
  const { told, index, failures } = await indexed(
    {
      ...project,
      "etl/load.py": "from etl.envs import env\nfrom etl.sums import f\n",
      "etl/sums.py": `def f(values):\n${body}    x = = 1\n    return total\n`,
      "etl/whole.py": `from etl.envs import env\ndef f(values):\n${body}    return total\n`,
    },
    true,
  );
  const problems = (path: string) => index.rescan().then(() => told[path]);
  expect(Object.keys(told).sort()).toEqual(["etl/envs.py", "etl/load.py", "etl/sums.py", "etl/whole.py"]);
  await expect.poll(() => problems("etl/sums.py"), { timeout: 5000 }).toBe("facts, broken");
  expect(told["etl/whole.py"]).toBe("facts");
  expect(failures).toEqual([]);
});

test("a second look tells nothing when nothing changed", async () => {
  const { index, batches } = await indexed(project);
  const before = batches.length;
  await index.rescan();
  expect(batches).toHaveLength(before);
});

test("files that stand alone are told while others are read, those that import from the folder once all are", async () => {
  const alone = Array.from({ length: 200 }, (_, n) => `flow${n}.py`);
  const { batches } = await indexed(
    { ...project, ...Object.fromEntries(alone.map((path) => [path, "import flyte\n"])) },
    true,
  );
  expect(batches.length).toBeGreaterThan(1);
  expect(batches.slice(0, -1).flat()).not.toContain("etl/load.py");
  expect(batches.at(-1)).toContain("etl/load.py");
  expect(batches.flat().sort()).toEqual([...alone, "etl/envs.py", "etl/load.py"].sort());
});

test("what can't be read is told only where it may matter", async () => {
  const { told } = await indexed({
    "flow.py": Buffer.from("import flyte\n# größe", "latin1"),
    "other.py": Buffer.from("# größe", "latin1"),
    "huge.py": `import flyte\n${"x = 1\n".repeat(1_800_000)}`,
    "data.py": "x = 1\n".repeat(1_800_000),
  });
  expect(told).toEqual({ "flow.py": "encoding", "huge.py": "tooLarge" });
});

test("files that come, change, go and move are followed", async () => {
  const { root, index, told } = await indexed(project);
  write(root, { "new.py": "import flyte\n" });
  await index.diskChanged([{ path: "new.py", kind: "created" }]);
  expect(told).toHaveProperty("new.py", "facts");

  write(root, { "new.py": "import other_things\n" });
  await index.diskChanged([{ path: "new.py", kind: "changed" }]);
  expect(told).not.toHaveProperty("new.py");

  renameSync(join(root, "etl/load.py"), join(root, "etl/save.py"));
  await index.diskChanged([
    { path: "etl/load.py", kind: "deleted" },
    { path: "etl/save.py", kind: "created" },
  ]);
  expect(told).toEqual({ "etl/envs.py": "facts", "etl/save.py": "facts" });

  rmSync(join(root, "etl"), { recursive: true });
  await index.diskChanged([{ path: "etl", kind: "deleted" }]);
  expect(told).toEqual({});
});

test("a folder that comes as a whole is read", async () => {
  const { root, index, told } = await indexed({ "a.py": "" });
  const other = folder(project);
  cpSync(other, join(root, "copied"), { recursive: true });
  await index.diskChanged([{ path: "copied", kind: "created" }]);
  expect(told).toEqual({ "copied/etl/envs.py": "facts", "copied/etl/load.py": "facts" });
});

test("an ignore file that changes makes files come and go", async () => {
  const { root, index, told } = await indexed(project);
  write(root, { ".gitignore": "etl/\n" });
  await index.diskChanged([{ path: ".gitignore", kind: "created" }]);
  expect(told).toEqual({});
  rmSync(join(root, ".gitignore"));
  await index.diskChanged([{ path: ".gitignore", kind: "deleted" }]);
  expect(told).toEqual({ "etl/envs.py": "facts", "etl/load.py": "facts" });
});

test("a change inside ignored or installed code is no news", async () => {
  const { root, index, told } = await indexed({ ...project, ".gitignore": "out/\n", ".venv/pyvenv.cfg": "" });
  write(root, { "out/x.py": "import flyte\n", ".venv/lib/y.py": "import flyte\n" });
  await index.diskChanged([
    { path: "out/x.py", kind: "created" },
    { path: ".venv/lib/y.py", kind: "created" },
  ]);
  expect(Object.keys(told)).toEqual(["etl/envs.py", "etl/load.py"]);
});

test("many changes at once are read too", async () => {
  const { root, index, told } = await indexed({ "a.py": "" }, true);
  const names = Array.from({ length: 40 }, (_, n) => `flow${n}.py`);
  write(root, Object.fromEntries(names.map((name) => [name, "import flyte\n"])));
  await index.diskChanged(names.map((path) => ({ path, kind: "created" })));
  expect(Object.keys(told)).toHaveLength(40);
  for (const name of names) rmSync(join(root, name));
  await index.diskChanged(names.map((path) => ({ path, kind: "changed" })));
  expect(told).toEqual({});
});

test("an open document wins over the disk until it is closed", async () => {
  const { root, index, told, batches } = await indexed(project);
  index.opened("web.py", opened("import flyte\n"));
  expect(told).toHaveProperty("web.py", "facts");

  write(root, { "web.py": "x = 1\n" });
  const before = batches.length;
  await index.diskChanged([{ path: "web.py", kind: "changed" }]);
  expect(batches).toHaveLength(before);

  await index.closed("web.py");
  expect(told).not.toHaveProperty("web.py");
});

test("an open document that is not on disk goes when it is closed", async () => {
  const { index, told } = await indexed(project);
  index.opened("draft.py", opened("import flyte\n"));
  expect(told).toHaveProperty("draft.py", "facts");
  await index.closed("draft.py");
  expect(told).not.toHaveProperty("draft.py");
});

test("a document of an installed package is only being looked at; an ignored one is worked on", async () => {
  const { index, told } = await indexed({
    ".gitignore": "scratch/\n",
    ".venv/pyvenv.cfg": "",
    ".venv/lib/python3.12/site-packages/flyte/envs.py": "import flyte\n",
    "env/conda-meta/history": "",
    "vendor/site-packages/x.py": "",
  });
  for (const path of [
    ".venv/lib/python3.12/site-packages/flyte/envs.py",
    ".venv/bin/tool.py",
    "env/x.py",
    "vendor/site-packages/x.py",
    "scratch/try.py",
  ]) {
    index.opened(path, opened("import flyte\n"));
  }
  expect(told).toEqual({ "scratch/try.py": "facts" });
});

test("a folder that may not be read is told, and heals", async () => {
  const { root, index, told, failures } = await indexed({ "a.py": "import flyte\n", "locked/b.py": "import flyte\n" });
  const asRoot = process.geteuid?.() === 0;
  chmodSync(root, 0o755);
  chmodSync(join(root, "locked"), 0o000);
  if (asRoot) process.seteuid?.(65534);
  await index.rescan();
  if (asRoot) process.seteuid?.(0);
  expect(told).toEqual({ "a.py": "facts", locked: "unreadable" });
  chmodSync(join(root, "locked"), 0o755);
  await index.rescan();
  expect(told).toEqual({ "a.py": "facts", "locked/b.py": "facts" });
  expect(failures).toEqual([]);
});

test("an import that is typed brings in the file it names", async () => {
  const { index, told } = await indexed({ ...project, "helpers.py": "IMAGE = 'x'\n" });
  expect(told).not.toHaveProperty("helpers.py");
  index.opened("etl/envs.py", opened("import flyte\nfrom helpers import IMAGE\n"));
  await expect.poll(() => told).toHaveProperty("helpers.py", "facts");
});

test("a folder that is unreadable or gone is told, and heals", async () => {
  const { root, index, told, failures } = await indexed(project);
  renameSync(root, `${root}-moved`);
  onTestFinished(() => rmSync(`${root}-moved`, { recursive: true, force: true }));
  await index.rescan();
  expect(told).toEqual({});
  renameSync(`${root}-moved`, root);
  await index.rescan();
  expect(told).toEqual({ "etl/envs.py": "facts", "etl/load.py": "facts" });
  expect(failures).toEqual([]);
});

test("a parser that is not there is a failure of the whole, told once", async () => {
  const root = folder(project);
  const work = threadPool(workerScript(), { grammar: { ...grammar, python: join(root, "nothing.wasm") } });
  const failures: string[] = [];
  const index = new FolderIndex({
    root,
    exclude: [],
    work,
    parse: parser.facts,
    onChange: () => {},
    onProgress: () => {},
    onFailure: (error) => failures.push(String(error)),
  });
  await index.rescan();
  work.dispose();
  expect(failures).toHaveLength(1);
  expect(failures[0]).toContain("nothing.wasm");
});

test("a file that takes its thread with it is a problem of that file alone", async () => {
  const root = folder({ ...project, "bomb.py": "import flyte\n# takes the thread with it\n" });
  const work = threadPool(bundled("test/unit/workspace/fragileWorker.ts"), { grammar });
  const told: Record<string, string | undefined> = {};
  const index = new FolderIndex({
    root,
    exclude: [],
    work,
    parse: parser.facts,
    onChange: (changes) => {
      for (const change of changes) told[change.path] = stateOf(change);
    },
    onProgress: () => {},
    onFailure: (error) => expect.unreachable(String(error)),
  });
  await index.rescan();
  work.dispose();
  expect(told).toEqual({ "bomb.py": "unreadable", "etl/envs.py": "facts", "etl/load.py": "facts" });
});

test("a thread answers in order, though finding files needs no parser and reading them does", async () => {
  const root = folder(project);
  const work = threadPool(workerScript(), { grammar });
  onTestFinished(() => work.dispose());
  // More than all threads have at hand, asked of them before their parser is there.
  const answers = Array.from({ length: 6 }, () => [
    work.run({ kind: "read", root, items: [{ path: "etl/envs.py" }] }),
    work.run({ kind: "discover", root, exclude: [] }),
    work.run({ kind: "discover", root, exclude: [] }),
  ]);
  const found = await Promise.all(answers.flat());
  expect(found.map((each) => ("files" in each ? "files" : each.entries.map(({ path }) => path)))).toEqual(
    Array.from({ length: 6 }, () => [["etl/envs.py"], "files", "files"]).flat(),
  );
});

test("a pool that is closed rejects what is under way and what is at hand", async () => {
  const root = folder(project);
  const work = threadPool(workerScript(), { grammar });
  const answers = Array.from({ length: 12 }, () => work.run({ kind: "read", root, items: [{ path: "etl/envs.py" }] }));
  const ends = Promise.allSettled(answers);
  work.dispose();
  expect((await ends).map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => "rejected"));
  await expect(work.run({ kind: "discover", root, exclude: [] })).rejects.toThrow("closed");
});

test("what stands at hand behind a file that takes its thread with it is done all the same", async () => {
  const root = folder({ ...project, "bomb.py": "import flyte\n" });
  const work = threadPool(bundled("test/unit/workspace/fragileWorker.ts"), { grammar });
  onTestFinished(() => work.dispose());
  const read = (path: string) => work.run({ kind: "read", root, items: [{ path }] });
  const ends = await Promise.allSettled(
    ["bomb.py", "bomb.py", "bomb.py", "bomb.py", "etl/envs.py", "bomb.py", "etl/envs.py"].map(read),
  );
  expect(ends.map(({ status }) => status)).toEqual([
    "rejected",
    "rejected",
    "rejected",
    "rejected",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
});

test("a disposed index tells nothing more", async () => {
  const { root, index, batches } = await indexed(project);
  const before = batches.length;
  index.dispose();
  write(root, { "new.py": "import flyte\n" });
  mkdirSync(join(root, "x"));
  chmodSync(join(root, "x"), 0o755);
  await index.diskChanged([{ path: "new.py", kind: "created" }]);
  expect(batches).toHaveLength(before);
});
