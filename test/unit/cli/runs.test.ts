/** `flightdeck runs` over real journals: what it lists, shows, prints and writes. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Surroundings } from "../../../cli/commands.ts";
import * as runs from "../../../cli/runs.ts";
import type { LaunchSpec } from "../../../protocol/launch.ts";
import { type Journal, openJournal } from "../../../runner/src/journal.ts";
import { runFolder } from "../../../runner/src/journalFiles.ts";
import { runnerIdentity } from "../../../runner/src/sweep.ts";

process.env.TZ = "UTC";
const START = Date.UTC(2026, 0, 31, 6, 0, 0);

let folder: string;
let written = "";
let warned = "";
let around: Surroundings;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flightdeck-runs-"));
  written = "";
  warned = "";
  around = {
    cwd: folder,
    env: { XDG_STATE_HOME: join(folder, "state"), LOCALAPPDATA: join(folder, "state") },
    grammar: { runtime: "", python: "" },
    bridgeDir: "",
    write: (text) => {
      written += text;
    },
    warn: (text) => {
      warned += text;
    },
    onInterrupt: () => () => {},
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stateDir = () => join(folder, "state", "flightdeck");

function specIn(cwd: string): LaunchSpec {
  return {
    action: { kind: "run", mode: "local", variable: "main", name: "etl.main", inputs: [{ name: "n", value: 3 }] },
    interpreter: { kind: "path", path: join(cwd, ".venv/bin/python") },
    cwd,
    rootDir: cwd,
    env: {},
    file: join(cwd, "etl.py"),
    secretNames: [],
    documents: {},
  };
}

let going: Journal | undefined;
afterEach(async () => {
  await going?.close();
  going = undefined;
});

async function write(run: string, at: number, how: "failed" | "running", cwd = folder): Promise<void> {
  const journal = await openJournal(runFolder(stateDir(), cwd, run), run, runnerIdentity());
  const action = { task: "etl.load", shortName: "load", cacheHit: false, parent: "a0" } as const;
  journal.append({ kind: "runStarted", atMs: at, spec: specIn(cwd), python: "3.12.4", sdk: "2.12.1" });
  const root = { task: "etl.main", shortName: "main", cacheHit: false, action: "a0" } as const;
  journal.append({ kind: "actionStarted", atMs: at, ...root });
  journal.append({ kind: "actionStarted", atMs: at, action: "a1", ...action });
  journal.append({ kind: "actionStarted", atMs: at, action: "a2", ...action });
  journal.appendLog({ atMs: at, action: "a1", stream: "stdout" }, Buffer.from("one\n"));
  journal.appendLog({ atMs: at, action: "a2", stream: "stdout" }, Buffer.from("two\n"));
  journal.append({ kind: "actionFinished", atMs: at + 400, action: "a1", end: { kind: "outputs", outputs: [] } });
  if (how === "running") {
    going = journal;
    return journal.flush();
  }
  const error = { code: "userError", exception: "ValueError", message: "no rows", frames: [] } as const;
  journal.append({ kind: "actionFinished", atMs: at + 500, action: "a2", end: { kind: "error", error } });
  journal.append({ kind: "finished", atMs: at + 1200, end: { kind: "error", error } });
  journal.append({ kind: "processExit", atMs: at + 1300, code: 1, signal: null });
  await journal.close();
}

/** What was printed since the last look. */
function said(): string {
  const text = written;
  written = "";
  return text.trimEnd();
}

test("runs of the folder are listed newest first, of every folder when asked", async () => {
  expect(await runs.list({}, around)).toBe(0);
  expect(said()).toBe(`Nothing was run in ${folder} yet. --all lists the runs of every folder.`);
  await write("r1", START, "failed");
  await write("r2", START + 60_000, "failed", join(folder, "..", "elsewhere"));
  await runs.list({}, around);
  expect(said()).toBe("✗ r1  etl.main  failed  1.2 s  2026-01-31 06:00:00  1 failed, 1 succeeded");
  await runs.list({ all: true, limit: "1" }, around);
  expect(said()).toBe(`✗ r2  etl.main  failed  1.2 s  2026-01-31 06:01:00  1 failed, 1 succeeded
1 older ones: --limit 2 shows all`);
  await runs.list({ all: true, json: true }, around);
  expect(JSON.parse(said())).toMatchObject([
    { run: "r2", state: "failed", python: "3.12.4", sdk: "2.12.1", counts: { failed: 1, succeeded: 1 } },
    { run: "r1", state: "failed", endedMs: START + 1200 },
  ]);
  await expect(runs.list({ limit: "none" }, around)).rejects.toThrow("--limit none isn't a number of runs.");
});

test("a run is shown as a tree; without its id it is the folder's newest", async () => {
  await write("r1", START, "failed");
  const tree = `etl.main     run r1 · python 3.12.4 · flyte 2.12.1 · 2026-01-31 06:00:00
✗ etl.main  failed · 1.2 s · 1 failed, 1 succeeded · ValueError: no rows
  ✓ load  succeeded · 0.4 s
  ✗ load[1]  failed · 0.5 s · ValueError: no rows`;
  await runs.show(undefined, {}, around);
  expect(said()).toBe(tree);
  await runs.show("r1", { json: true }, around);
  expect(JSON.parse(said())).toMatchObject({
    kind: "run",
    state: "failed",
    children: [
      { kind: "action", label: "load", action: "a1", state: "succeeded" },
      { kind: "action", label: "load[1]", task: "etl.load", message: "ValueError: no rows" },
    ],
  });
  await expect(runs.show("r9", {}, around)).rejects.toThrow("There is no run r9; its journal may have been deleted.");
});

test("a run that goes on says who writes it", async () => {
  await write("r1", START, "running");
  await runs.show("r1", {}, around);
  expect(said()).toContain(` · written by process ${process.pid}\n▶ etl.main  running · `);
});

test("logs read as in the panel, or one action's alone", async () => {
  await write("r1", START, "failed");
  await runs.logs("r1", {}, around);
  expect(said()).toBe(`▶ etl.main(n=3)     run r1 · .venv/bin/python 3.12.4 · flyte 2.12.1
  main › load  one
  main › load[1]  two
✓ main › load     0.4 s
✗ main › load[1]  0.5 s  ValueError: no rows
✗ etl.main        1.2 s  ValueError: no rows`);
  for (const [action, text] of [
    ["a2", "two"],
    ["load[1]", "two"],
    ["load", "one"],
    ["etl.load", "one\ntwo"],
  ] as const) {
    await runs.logs("r1", { action }, around);
    expect(said()).toBe(text);
  }
  await runs.logs("r1", { action: "a1", json: true }, around);
  expect(JSON.parse(said())).toEqual({
    run: "r1",
    kind: "log",
    atMs: START,
    action: "a1",
    stream: "stdout",
    text: "one\n",
  });
  await expect(runs.logs("r1", { action: "nobody" }, around)).rejects.toThrow(
    "Run r1 has no action nobody. `flightdeck runs show r1` lists its actions.",
  );
});

test("an exported run is one file that reads like the run, and is not overwritten", async () => {
  await write("r1", START, "failed");
  await runs.show("r1", {}, around);
  const tree = said();
  await runs.logs("r1", {}, around);
  const logs = said();
  await runs.exportTo("r1", { output: "run.jsonl" }, around);
  expect(said()).toBe(`Run r1 was written to ${join(folder, "run.jsonl")}.`);
  await expect(runs.exportTo("r1", { output: "run.jsonl" }, around)).rejects.toThrow(
    `${join(folder, "run.jsonl")} is there already, and is not written over. Give another name to --output.`,
  );
  await expect(runs.exportTo("r1", { output: "gone/run.jsonl" }, around)).rejects.toThrow(
    `${join(folder, "gone/run.jsonl")} can't be written: ENOENT`,
  );
  rmSync(stateDir(), { recursive: true });
  await runs.show("run.jsonl", {}, around);
  expect(said()).toBe(tree);
  await runs.logs("run.jsonl", {}, around);
  expect(said()).toBe(logs);

  const text = readFileSync(join(folder, "run.jsonl"), "utf8");
  writeFileSync(join(folder, "new.jsonl"), text.replace('"schema":1', '"schema":99'));
  await expect(runs.show("new.jsonl", {}, around)).rejects.toThrow("schema 99");
  writeFileSync(join(folder, "other.txt"), "hello\n");
  await expect(runs.show("other.txt", {}, around)).rejects.toThrow("it isn't one of Flightdeck's");
  expect(warned).toBe("");
});

test("a history that can't be read is no empty one", async () => {
  writeFileSync(join(folder, "state"), "");
  await expect(runs.list({}, around)).rejects.toThrow(/^The history of runs in .+ can't be read: ENOTDIR/);
  await expect(runs.show(undefined, {}, around)).rejects.toThrow("can't be read: ENOTDIR");
  expect(written).toBe("");
});
