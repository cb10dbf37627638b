/** Which runs there are, what may be deleted, and what is kept: on real journals, written as the runner writes them. */

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LaunchSpec, RunSummary } from "../../../protocol/index.ts";
import { type Aged, runsBeyond } from "../../../runner/src/bounds.ts";
import {
  DEFAULT_BOUNDS,
  deleteJournal,
  keepWithin,
  listRuns,
  readBounds,
  writeBounds,
} from "../../../runner/src/history.ts";
import { type Journal, openJournal } from "../../../runner/src/journal.ts";
import { runFolder } from "../../../runner/src/journalFiles.ts";
import { eventsIn, partsOf, readEventRange, readParts } from "../../../runner/src/journalReader.ts";
import { runnerIdentity } from "../../../runner/src/sweep.ts";

let state: string;
let project: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "flightdeck-history-"));
  project = join(state, "..", "nowhere", "project");
});
afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close();
  rmSync(state, { recursive: true, force: true });
});
const opened: Journal[] = [];

const specIn = (cwd: string): LaunchSpec => ({
  action: { kind: "run", mode: "local", variable: "main", name: "etl.main", inputs: [] },
  interpreter: { kind: "path", path: "/python" },
  cwd,
  rootDir: cwd,
  env: {},
  file: join(cwd, "etl.py"),
  secretNames: [],
  documents: {},
});

async function write(run: string, startedMs: number, cwd = project): Promise<Journal> {
  const journal = await openJournal(runFolder(state, cwd, run), run, runnerIdentity());
  opened.push(journal);
  journal.append({ kind: "runStarted", atMs: startedMs, spec: specIn(cwd), python: "3.12.4", sdk: "2.12.1" });
  const action = { task: "etl.main", shortName: "main", cacheHit: false } as const;
  journal.append({ kind: "actionStarted", atMs: startedMs + 1, action: "a0", ...action });
  for (const each of ["a1", "a2", "a3"]) {
    journal.append({ kind: "actionStarted", atMs: startedMs + 1, action: each, parent: "a0", ...action });
  }
  journal.append({ kind: "actionFinished", atMs: startedMs + 5, action: "a1", end: { kind: "outputs", outputs: [] } });
  await journal.flush();
  return journal;
}

async function end(journal: Journal, atMs: number): Promise<void> {
  journal.append({ kind: "actionFinished", atMs, action: "a2", end: { kind: "cancelled" } });
  journal.append({ kind: "finished", atMs, end: { kind: "outputs", outputs: [] } });
  journal.append({ kind: "processExit", atMs, code: 0, signal: null });
  await journal.close();
}

const short = ({ run, state: how, startedMs, endedMs, counts }: RunSummary): string =>
  `${run} ${how} ${startedMs}–${endedMs ?? ""} ${Object.values(counts).join(" ")}`;

const shortList = async (): Promise<readonly string[]> => (await listRuns(state)).runs.map(short);

/** Its runner was killed: the lock names a process that isn't there. */
function orphan(journal: Journal): void {
  writeFileSync(join(journal.folder, "lock"), JSON.stringify({ runner: "999999999.1" }));
}

test("runs are listed newest first, each with what it says of itself", async () => {
  await end(await write("r1", 1000), 1010);
  const going = await write("r2", 3000);
  const broken = await write("r3", 2000);
  orphan(broken);
  expect(await shortList()).toEqual([
    "r2 running 3000– 2 1 0 0 0",
    "r3 interrupted 2000–2005 0 1 0 0 2",
    // The last action has no end of its own: nobody saw it.
    "r1 succeeded 1000–1010 0 1 0 1 1",
  ]);
  const [second] = (await listRuns(state)).runs;
  expect(second).toMatchObject({
    python: "3.12.4",
    sdk: "2.12.1",
    spec: { action: { name: "etl.main" } },
    writer: { pid: process.pid, own: true },
  });
  await end(going, 3010);
  expect((await shortList())[0]).toBe("r2 succeeded 3000–3010 0 1 0 1 1");
});

test("a summary that was kept is used as long as the journal is that long", async () => {
  const journal = await write("r1", 1000);
  await end(journal, 1010);
  await listRuns(state);
  const kept = join(journal.folder, "summary.json");
  writeFileSync(kept, readFileSync(kept, "utf8").replace('"startedMs":1000', '"startedMs":7'));
  expect((await listRuns(state)).runs[0]?.startedMs).toBe(7);
  appendFileSync(join(journal.folder, "events.jsonl"), '{"kind":"processExit","atMs":1020,"code":0,"signal":null}\n');
  expect((await listRuns(state)).runs[0]?.startedMs).toBe(1000);
  writeFileSync(kept, "{");
  expect((await listRuns(state)).runs[0]?.startedMs).toBe(1000);
});

test("a cut last line is left out; a journal without a word of its run is an interrupted one", async () => {
  const journal = await write("r1", 1000);
  appendFileSync(join(journal.folder, "events.jsonl"), '{"kind":"finished","atMs":5,');
  orphan(journal);
  const early = await openJournal(runFolder(state, project, "r0"), "r0", runnerIdentity());
  opened.push(early);
  orphan(early);
  const { runs } = await listRuns(state, [project]);
  expect(runs.map((each) => `${each.run} ${each.state}`)).toEqual(["r0 interrupted", "r1 interrupted"]);
  expect(runs[0]).not.toHaveProperty("spec");
});

test("a runner that can't be seen from here writes as long as its lock is touched", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  try {
    const journal = await write("r1", 1000);
    const lock = join(journal.folder, "lock");
    writeFileSync(lock, JSON.stringify({ runner: "7.1.1" }));
    expect(await shortList()).toEqual(["r1 running 1000– 2 1 0 0 0"]);
    const silentS = Date.now() / 1000 - 600;
    utimesSync(lock, silentS, silentS);
    expect(await shortList()).toEqual(["r1 interrupted 1000–1005 0 1 0 0 2"]);
    vi.advanceTimersByTime(60_000);
    await expect.poll(shortList).toEqual(["r1 running 1000– 2 1 0 0 0"]);
    await expect(deleteJournal(state, "r1")).rejects.toThrow("goes on");
  } finally {
    vi.useRealTimers();
  }
});

test("runs of a folder are those that were started in it or below", async () => {
  await end(await write("r1", 1000), 1010);
  await end(await write("r2", 1001, join(project, "part")), 1010);
  await end(await write("r3", 1002, `${project}-other`), 1010);
  const of = async (...folders: string[]) => (await listRuns(state, folders)).runs.map(({ run }) => run);
  expect(await of(project)).toEqual(["r2", "r1"]);
  expect(await of(join(project, "part"))).toEqual(["r2"]);
  expect(await of(join(project, "part"), `${project}-other`)).toEqual(["r3", "r2"]);
  expect(await of()).toEqual([]);
});

test("a journal of another version is refused in words, and never deleted", async () => {
  for (const [run, text] of [
    ["r1", '{"schema":99,"run":"r1"}\n{"kind":"new"}\n'],
    ["r2", "not a journal\n"],
  ] as const) {
    mkdirSync(runFolder(state, project, run), { recursive: true });
    const events = join(runFolder(state, project, run), "events.jsonl");
    writeFileSync(events, text);
    utimesSync(events, 1, 1);
  }
  expect(await listRuns(state, [project])).toEqual({
    runs: [],
    refused: [
      {
        run: "r1",
        message:
          "The journal of run r1 was written by another version of Flightdeck (schema 99). Update Flightdeck to read it; it is kept as it is.",
      },
      {
        run: "r2",
        message: "The journal of run r2 can't be read: it isn't one of Flightdeck's. It is kept as it is.",
      },
    ],
  });
  await expect(deleteJournal(state, "r1")).rejects.toThrow("schema 99");
  await keepWithin(state, { maxRuns: 1, maxBytes: 1, maxAgeMs: 1 }, Date.now());
  expect(existsSync(join(runFolder(state, project, "r1"), "events.jsonl"))).toBe(true);
  expect(existsSync(join(runFolder(state, project, "r2"), "events.jsonl"))).toBe(true);
});

test("text of a child process is whole, wherever it was cut and however it is read", async () => {
  const journal = await write("r1", 1000);
  const written = Buffer.from("ä".repeat(700_000));
  for (let at = 0; at < written.length; at += 9_999)
    journal.appendLog({ atMs: 1002, stream: "stdout" }, written.subarray(at, at + 9_999));
  await journal.close();
  let text = "";
  for await (const events of eventsIn(journal.folder, { logs: true }))
    for (const event of events) if (event.kind === "log") text += event.text;
  expect(text.length).toBe(700_000);
  expect(text.replaceAll("ä", "")).toBe("");
});

test("a run that is over is deleted, one that goes on and one that isn't there are not", async () => {
  const journal = await write("r1", 1000);
  await expect(deleteJournal(state, "r1")).rejects.toThrow("Run r1 goes on, so it can't be deleted. Cancel it first.");
  await end(journal, 1010);
  await deleteJournal(state, "r1");
  expect(existsSync(journal.folder)).toBe(false);
  await expect(deleteJournal(state, "r1")).rejects.toThrow("There is no run r1; its journal may have been deleted.");
  await expect(deleteJournal(state, "../x")).rejects.toThrow("There is no run ../x");
});

test("bounds: the oldest go, never what goes on, nor the newest for count or size", () => {
  const aged = (run: string, writtenMs: number, bytes: number, more: Partial<Aged> = {}): Aged => ({
    project: "p",
    run,
    writtenMs,
    bytes,
    goesOn: false,
    ...more,
  });
  const none = { maxRuns: 0, maxBytes: 0, maxAgeMs: 0 };
  const three = [aged("r2", 200, 10), aged("r1", 100, 10), aged("r3", 300, 10), aged("q1", 50, 10, { project: "q" })];
  expect(runsBeyond(three, none, 1_000_000)).toEqual([]);
  expect(runsBeyond(three, { ...none, maxRuns: 1 }, 400)).toEqual(["r1", "r2"]);
  expect(runsBeyond(three, { ...none, maxRuns: 2 }, 400)).toEqual(["r1"]);
  expect(runsBeyond(three, { ...none, maxBytes: 25 }, 400)).toEqual(["r1"]);
  expect(runsBeyond([aged("r1", 1, 100)], { ...none, maxBytes: 25 }, 400)).toEqual([]);
  expect(runsBeyond(three, { ...none, maxAgeMs: 250 }, 400)).toEqual(["q1", "r1"]);
  expect(runsBeyond([aged("r1", 1, 1)], { ...none, maxAgeMs: 250 }, 400)).toEqual(["r1"]);
  expect(
    runsBeyond([aged("r1", 1, 99, { goesOn: true }), aged("r2", 2, 1)], { maxRuns: 1, maxBytes: 1, maxAgeMs: 1 }, 9),
  ).toEqual(["r2"]);
});

test("what is beyond the bounds is gone, and what a killed runner left without a word", async () => {
  const old = await write("r1", 1000);
  await end(old, 1010);
  await end(await write("r2", 2000), 2010);
  utimesSync(join(old.folder, "events.jsonl"), 1, 1);
  const left = runFolder(state, project, "r3");
  mkdirSync(left, { recursive: true });
  await keepWithin(state, { maxRuns: 1, maxBytes: 0, maxAgeMs: 0 }, Date.now());
  expect((await listRuns(state)).runs.map(({ run }) => run)).toEqual(["r2"]);
  // Somebody may be about to write it.
  expect(existsSync(left)).toBe(true);
  utimesSync(left, 1, 1);
  await keepWithin(state, DEFAULT_BOUNDS, Date.now());
  expect(existsSync(left)).toBe(false);
  expect(existsSync(old.folder)).toBe(false);
});

test("bounds that were set are read by others, and what can't be read is the default", async () => {
  expect(await readBounds(state)).toEqual(DEFAULT_BOUNDS);
  await writeBounds(state, { maxRuns: 3, maxBytes: 4, maxAgeMs: 5 });
  expect(await readBounds(state)).toEqual({ maxRuns: 3, maxBytes: 4, maxAgeMs: 5 });
  for (const text of ["{", '{"maxRuns":"3"}', "null"]) {
    writeFileSync(join(state, "history.json"), text);
    expect(await readBounds(state)).toEqual(DEFAULT_BOUNDS);
  }
});

test("events are read range by range, with their text or without", async () => {
  const journal = await write("r1", 1000);
  journal.appendLog({ atMs: 1, action: "a1", stream: "stdout" }, Buffer.from("grün\n"));
  journal.appendLog({ atMs: 2, stream: "stderr" }, Buffer.from([0xc3]));
  journal.appendLog({ atMs: 3, stream: "stderr" }, Buffer.from([0xbc, 0x0a]));
  journal.appendLog({ atMs: 4, action: "a1", stream: "stdout" }, Buffer.from("two\n"));
  await end(journal, 1010);
  appendFileSync(join(journal.folder, "events.jsonl"), '{"kind":"cut');

  const read = async (bytes: number, logs: boolean): Promise<readonly string[]> => {
    const told: string[] = [];
    for (let from = 0, turns = 0; turns < 1000; turns++) {
      const { events, next, end: length } = await readEventRange(journal.folder, { from, bytes, logs });
      told.push(...events.map((each) => (each.kind === "log" ? `${each.stream} ${each.text}` : each.kind)));
      expect(next).toBeLessThan(length);
      if (next === from) return told;
      from = next;
    }
    throw new Error("no end");
  };
  const silent = [
    "runStarted",
    ...Array<string>(4).fill("actionStarted"),
    "actionFinished",
    "actionFinished",
    "finished",
    "processExit",
  ];
  const spoken = silent.toSpliced(6, 0, "stdout grün\n", "stderr ", "stderr ü\n", "stdout two\n");
  expect(await read(1_000_000, false)).toEqual(silent);
  expect(await read(1, false)).toEqual(silent);
  expect(await read(1_000_000, true)).toEqual(spoken);

  const parts = await partsOf(journal.folder, "a1");
  expect(parts).toEqual([
    { from: 0, to: 6 },
    { from: 9, to: 13 },
  ]);
  expect(await readParts(journal.folder, parts, 0, 100)).toEqual({ text: "grün\ntwo\n", next: 10, end: 10 });
  // A character that the range cuts comes with the next.
  expect(await readParts(journal.folder, parts, 0, 3)).toEqual({ text: "gr", next: 2, end: 10 });
  expect(await readParts(journal.folder, parts, 2, 8)).toEqual({ text: "ün\ntw", next: 8, end: 10 });
  expect(await readParts(journal.folder, [], 0, 100)).toEqual({ text: "", next: 0, end: 0 });
});
