/** State folders that are full, read-only, gone, slow, or none at all: runs go on, it is said once what isn't kept and what to do, and the history shows what there is. */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LaunchSpec, RunEvent } from "../../protocol/index.ts";
import { keepWithin } from "../../runner/src/history.ts";
import { runFolder } from "../../runner/src/journalFiles.ts";
import { createRunner, type Runner } from "../../runner/src/runner.ts";
import { runnerIdentity } from "../../runner/src/sweep.ts";
import { readJournal } from "../journal/readJournal.ts";
import { runsOf } from "./support/marks.ts";
import { bridgeDir, later, newest, projects, session, taskSpec, temporaryFolder } from "./support/runs.ts";

/** 100 bytes each. */
const LINES = 20_000;
const PRINTED = 2_000_000;
const many = join(projects, "running", "many.py");
const says = taskSpec({ python: newest, file: many, task: "says", inputs: [{ name: "n", value: 7 }] });
const goesOn = taskSpec({ python: newest, file: many, task: "goes_on" });
const prints = taskSpec({
  python: newest,
  file: join(projects, "running", "failing.py"),
  task: "prints",
  inputs: [{ name: "lines", value: LINES }],
});

const REFUSED = /\nThe run's journal can't be written to [^\n]+ Free space there or make the folder writable;[^\n]+\n/g;

interface Follower {
  readonly runner: Runner;
  readonly events: RunEvent[];
  /** All the text that was told. */
  readonly said: () => string;
  /** Bytes of the journal that were named instead of told. */
  readonly skipped: () => number;
  readonly run: (spec: LaunchSpec) => Promise<string>;
}

function follow(stateDir: string): Follower {
  const events: RunEvent[] = [];
  const runner = createRunner({
    stateDir,
    bridgeDir,
    keepWarm: false,
    onEvents: (params) => void events.push(...params.events),
  });
  later(() => runner.dispose());
  return {
    runner,
    events,
    said: () => events.flatMap((event) => (event.kind === "log" ? [event.text] : [])).join(""),
    skipped: () =>
      events.reduce((sum, event) => sum + (event.kind === "logSkipped" ? event.toByte - event.fromByte : 0), 0),
    run: async (spec) => {
      const { run } = await runner.start({ spec, secrets: {} });
      await runner.over(run);
      return run;
    },
  };
}

/** A disk of 300 KB; undefined for who may not make one. */
function smallDisk(): string | undefined {
  const folder = temporaryFolder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=300k", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  later(() => void execFileSync("umount", [folder]));
  return folder;
}

/** The folder of the journal that the runner's next run will write, made before that begins. */
async function journalToBe({ runner }: Follower, stateDir: string, { rootDir, env }: LaunchSpec): Promise<string> {
  await runner.warm({ interpreter: { kind: "path", path: newest }, env });
  const [waiting = ""] = runsOf(runnerIdentity());
  const folder = runFolder(stateDir, rootDir, waiting);
  mkdirSync(folder, { recursive: true });
  return folder;
}

const ended = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.kind === "finished" ? [event.end] : []));

test("a disk that fills: the run goes on, its follower is told why and loses nothing", async () => {
  const disk = smallDisk();
  const stateDir = disk ?? temporaryFolder();
  const follower = follow(stateDir);
  // Without the right to mount, the system's own full device takes the output.
  if (disk === undefined) symlinkSync("/dev/full", join(await journalToBe(follower, stateDir, prints), "output.log"));
  const run = await follower.run(prints);
  const said = follower.said();
  expect(said.match(REFUSED)).toEqual([expect.stringContaining("ENOSPC")]);
  expect(said.replace(REFUSED, "").length + follower.skipped()).toBe(PRINTED);
  // What was left out is in the journal.
  const folder = runFolder(stateDir, prints.rootDir, run);
  const last = Math.max(0, ...follower.events.flatMap((event) => (event.kind === "logSkipped" ? [event.toByte] : [])));
  expect(last).toBeLessThanOrEqual(statSync(join(folder, "output.log")).size);
  expect(ended(follower.events)).toEqual([expect.objectContaining({ kind: "outputs" })]);
  // What there is can be read; it says how the run ended, and why there is no more.
  const kinds = readJournal(folder).lines.map(({ kind }) => kind);
  expect([kinds[0], ...kinds.slice(-3)]).toEqual(["runStarted", "log", "finished", "processExit"]);
  expect((await follower.runner.list({})).runs.map((each) => [each.run, each.state])).toEqual([[run, "succeeded"]]);
  if (disk !== undefined) expect(readFileSync(join(folder, "output.log"), "utf8")).toMatch(REFUSED);
});

test("a disk that is full before a run begins", async () => {
  const disk = smallDisk();
  const stateDir = disk ?? temporaryFolder();
  const follower = follow(stateDir);
  if (disk === undefined) symlinkSync("/dev/full", join(await journalToBe(follower, stateDir, prints), "events.jsonl"));
  else {
    try {
      for (;;) appendFileSync(join(disk, "filler"), Buffer.alloc(4096));
    } catch {
      // Now it is.
    }
  }
  await follower.run(prints);
  expect(follower.events[0]).toMatchObject({ kind: "runStarted", unrecorded: true });
  expect(follower.said().match(REFUSED)).toEqual([expect.stringContaining("ENOSPC")]);
  expect(follower.said().replace(REFUSED, "").length).toBe(PRINTED);
  expect(follower.skipped()).toBe(0);
  expect(ended(follower.events)).toEqual([expect.objectContaining({ kind: "outputs" })]);
  await follower.runner.list({});
});

/** Lets nothing be made or deleted in a folder any more. The ways differ by who runs the tests and where. */
function refuseWriting(stateDir: string): void {
  if (process.getuid?.() !== 0) {
    const all = execFileSync("find", [stateDir, "-type", "d"], { encoding: "utf8" }).trim().split("\n");
    for (const folder of all) chmodSync(folder, 0o555);
    later(() => all.forEach((folder) => void chmodSync(folder, 0o755)));
    return;
  }
  try {
    execFileSync("mount", ["--bind", stateDir, stateDir], { stdio: "ignore" });
    later(() => void execFileSync("umount", [stateDir]));
    execFileSync("mount", ["-o", "remount,bind,ro", stateDir], { stdio: "ignore" });
  } catch {
    // For root without that right nothing is read-only but what the kernel guards.
    execFileSync("chattr", ["-R", "+i", stateDir], { stdio: "ignore" });
    later(() => void execFileSync("chattr", ["-R", "-i", stateDir]));
  }
}

test("a read-only state folder: a run goes on without a journal, and what was recorded before is shown", async () => {
  const stateDir = temporaryFolder();
  const before = follow(stateDir);
  const old = await before.run(says);
  refuseWriting(stateDir);

  const follower = follow(stateDir);
  const run = await follower.run(prints);
  expect(follower.events[0]).toMatchObject({ kind: "runStarted", unrecorded: true });
  expect(follower.said().match(REFUSED)).toEqual([expect.stringMatching(/EROFS|EACCES|EPERM/)]);
  expect(follower.said().replace(REFUSED, "").length).toBe(PRINTED);
  expect(ended(follower.events)).toEqual([expect.objectContaining({ kind: "outputs" })]);

  const { runner } = follower;
  expect((await runner.list({})).runs.map((each) => [each.run, each.state])).toEqual([[old, "succeeded"]]);
  expect((await runner.readLog({ run: old, from: 0, to: 100 })).text).toBe("line 7\n");
  await expect(runner.readLog({ run, from: 0, to: 100 })).rejects.toThrow(`There is no run ${run}`);
  await expect(runner.deleteRun(old)).rejects.toThrow(
    /^The journal of run \w+ can't be deleted: .+\. Make its folder writable first\.$/,
  );
  expect((await runner.list({})).runs).toHaveLength(1);
});

test("a journal that can't be deleted keeps no other one beyond the bounds", async () => {
  const stateDir = temporaryFolder();
  const { run, runner } = follow(stateDir);
  const [kept, deleted, newestOne] = [await run(says), await run(says), await run(says)];
  refuseWriting(runFolder(stateDir, says.cwd, kept));
  await keepWithin(stateDir, { maxRuns: 1, maxBytes: 1e9, maxAgeMs: 1e9 }, Date.now());
  const left = (await runner.list({})).runs.map((each) => each.run);
  expect(left.toSorted()).toEqual([kept, newestOne].toSorted());
  expect(left).not.toContain(deleted);
});

test("what an editor sets for the history of a read-only folder: told, and nothing else fails", async () => {
  const stateDir = join(temporaryFolder(), "file", "state");
  writeFileSync(join(stateDir, "..", "..", "file"), "");
  const troubles: string[] = [];
  const history = { maxRuns: 1, maxBytes: 0, maxAgeMs: 0 };
  const runner = createRunner({
    stateDir,
    bridgeDir,
    keepWarm: false,
    history,
    onEvents: () => undefined,
    onTrouble: (message) => troubles.push(message),
  });
  later(() => runner.dispose());
  await expect
    .poll(() => troubles)
    .toEqual([expect.stringMatching(/^Runs can't be recorded in .+ENOTDIR.+ Make that folder writable/)]);
});

test("a state folder below a file: runs go on, and the history says why there is none", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  const follower = follow(join(file, "state"));
  await follower.run(says);
  expect(follower.said().match(REFUSED)).toEqual([expect.stringContaining("ENOTDIR")]);
  expect(follower.said()).toContain("line 7\n");
  expect(ended(follower.events)).toEqual([expect.objectContaining({ kind: "outputs" })]);
  await expect(follower.runner.list({})).rejects.toThrow(
    /^The history of runs in .+ can't be read: ENOTDIR.+ Make the/,
  );
});

test("a state folder that vanishes while a run goes on: told once, and the next run makes it again", async () => {
  const stateDir = join(temporaryFolder(), "state");
  const follower = follow(stateDir);
  const { runner, said } = follower;
  const { run } = await runner.start({ spec: goesOn, secrets: {} });
  await expect.poll(said, { timeout: 20_000 }).toContain("line 10\n");
  rmSync(stateDir, { recursive: true });
  const gone = /\nThe run's journal in [^\n]+ was deleted or moved while it was written\.[^\n]+\n/g;
  await expect.poll(() => said().match(gone)?.length, { timeout: 20_000 }).toBe(1);
  const lines = () => said().match(/^line \d+$/gm)?.length ?? 0;
  const then = lines();
  await expect.poll(lines, { timeout: 20_000 }).toBeGreaterThan(then + 100);
  runner.cancel(run);
  await runner.over(run);
  expect(said().match(gone)).toHaveLength(1);
  const numbers = said().match(/^line \d+$/gm) ?? [];
  expect(numbers).toEqual(numbers.map((_, n) => `line ${n}`));
  expect(follower.events.at(-1)?.kind).toBe("processExit");
  expect((await runner.list({})).runs).toEqual([]);
  await expect(runner.readLog({ run, from: 0, to: 100 })).rejects.toThrow(`There is no run ${run}`);

  const next = await follower.run(says);
  expect((await runner.list({})).runs.map((each) => [each.run, each.state])).toEqual([[next, "succeeded"]]);
});

test("a slow state folder: the run waits for it and says so, and every byte arrives", async () => {
  const stateDir = temporaryFolder();
  const follower = follow(stateDir);
  const folder = await journalToBe(follower, stateDir, prints);
  // A pipe that somebody empties in his own time is the slowest file that every system has.
  const pipe = join(folder, "output.log");
  const count = join(stateDir, "count");
  execFileSync("mkfifo", [pipe]);
  const script = [
    "import sys, time",
    "total = 0",
    "with open(sys.argv[1], 'rb', buffering=0) as file:",
    "    while data := file.read(65536):",
    "        total += len(data)",
    "        time.sleep(0.25)",
    "open(sys.argv[2], 'w').write(str(total))",
  ].join("\n");
  const reader = spawn(newest, ["-c", script, pipe, count], { stdio: "ignore" });
  const exited = once(reader, "exit");
  later(() => void reader.kill());
  await follower.run(prints);
  const slow =
    /\nThe run waits for the disk of its journal: [\d.]+ s of its [\d.]+ s [^\n]+ Nothing is lost\.[^\n]+\n/g;
  expect(follower.said().match(slow)).toHaveLength(1);
  expect(follower.said().replace(slow, "").length + follower.skipped()).toBe(PRINTED);
  expect(ended(follower.events)).toEqual([expect.objectContaining({ kind: "outputs" })]);
  await exited;
  expect(readFileSync(count, "utf8")).toBe(String(PRINTED));
});

/** A file whose writer waits for ever once 64 KB are in it; `answer` lets it go on. */
function hangingFile(path: string): { readonly answer: () => void } {
  execFileSync("mkfifo", [path]);
  const reader = spawn(newest, ["-c", "import sys, time; file = open(sys.argv[1], 'rb'); time.sleep(600)", path]);
  const answer = () => void reader.kill("SIGKILL");
  later(answer);
  return { answer };
}

test("a disk that stops to answer: other runs and requests go on, the run goes on too, and it is said once", async () => {
  const stateDir = temporaryFolder();
  const follower = follow(stateDir);
  const { runner } = follower;
  const folder = await journalToBe(follower, stateDir, prints);
  const disk = hangingFile(join(folder, "output.log"));
  const { run } = await runner.start({ spec: prints, secrets: {} });
  await expect.poll(() => follower.events.map(({ kind }) => kind), { timeout: 20_000 }).toContain("runStarted");
  // It hangs soon, and nobody else waits for it.
  const other = await follower.run(says);
  expect((await runner.readLog({ run: other, from: 0, to: 100 })).text).toBe("line 7\n");
  expect((await runner.list({})).runs.map((each) => [each.run, each.state])).toEqual([
    [other, "succeeded"],
    [run, "running"],
  ]);
  await runner.over(run);
  const hangs = /\nThe disk of the run's journal in [^\n]+ doesn't answer\. [^\n]+\n/g;
  const said = follower.said();
  expect(said.match(hangs)).toHaveLength(1);
  expect(said.replace(hangs, "").replace("line 7\n", "").length + follower.skipped()).toBe(PRINTED);
  expect(ended(follower.events).map(({ kind }) => kind)).toEqual(["outputs", "outputs"]);

  // While it hangs that journal alone is without it: whoever comes next is recorded, and finds the history.
  const late = await follower.run(says);
  expect(follower.events.filter((event) => event.kind === "runStarted").at(-1)).not.toHaveProperty("unrecorded");
  expect((await runner.list({})).runs.map((each) => each.run)).toEqual([late, other, run]);
  disk.answer();
});

test("a disk that doesn't answer when a run begins", async () => {
  const stateDir = temporaryFolder();
  const follower = follow(stateDir);
  const output = join(await journalToBe(follower, stateDir, says), "output.log");
  execFileSync("mkfifo", [output]);
  await follower.run(says);
  expect(follower.events[0]).toMatchObject({ kind: "runStarted", unrecorded: true });
  expect(follower.said()).toMatch(/^\nThe disk of the run's journal in [^\n]+ doesn't answer\. [^\n]+\nline 7\n$/);
  expect(ended(follower.events)).toEqual([expect.objectContaining({ kind: "outputs" })]);
  await once(spawn("cat", [output]), "exit");
  await expect.poll(async () => (await follower.runner.list({}).catch(() => undefined))?.runs.length).toBe(1);
});

test("one journal that can't be read doesn't hide the others", async () => {
  const stateDir = temporaryFolder();
  const follower = follow(stateDir);
  const run = await follower.run(says);
  const folder = join(runFolder(stateDir, says.rootDir, run), "..", "broken");
  mkdirSync(join(folder, "events.jsonl"), { recursive: true });
  const { runs, refused } = await follower.runner.list({});
  expect(runs.map((each) => each.run)).toEqual([run]);
  expect(refused).toEqual([
    { run: "broken", message: expect.stringMatching(/^The journal of run broken can't be read: EISDIR/) },
  ]);
  expect(existsSync(folder)).toBe(true);
});

test("the journal of a run that never had a process is whole once the runner has ended", async () => {
  const { runner, stateDir } = session();
  const python = join(temporaryFolder(), "python");
  const { run } = await runner.start({ spec: taskSpec({ python, file: many, task: "says" }), secrets: {} });
  await runner.dispose();
  const events = readFileSync(join(runFolder(stateDir, join(many, ".."), run), "events.jsonl"), "utf8");
  expect(events).toContain('"kind":"processExit"');
});
