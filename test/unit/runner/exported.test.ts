/** A run as a file: written from its journal, and taken into another history as it was. */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { LaunchSpec } from "../../../protocol/index.ts";
import { exportRun, importRun, readExport, writeExport } from "../../../runner/src/exported.ts";
import { DEFAULT_BOUNDS, keepWithin, listRuns } from "../../../runner/src/history.ts";
import { openJournal } from "../../../runner/src/journal.ts";
import { attachmentsOf, importFolder, readAttachment, runFolder } from "../../../runner/src/journalFiles.ts";
import { runnerIdentity } from "../../../runner/src/sweep.ts";

const folder = mkdtempSync(join(tmpdir(), "flightdeck-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [here, there, file] = [join(folder, "here"), join(folder, "there"), join(folder, "run.jsonl")];
mkdirSync(there);

const spec: LaunchSpec = {
  action: { kind: "run", mode: "local", variable: "main", name: "etl.main", inputs: [] },
  interpreter: { kind: "path", path: "/python" },
  cwd: "/elsewhere",
  rootDir: "/elsewhere",
  env: {},
  file: "/elsewhere/etl.py",
  secretNames: [],
  documents: {},
};

test("what was exported is opened in another folder's history, with its words", async () => {
  const journal = await openJournal(runFolder(here, "/elsewhere", "r1"), "r1", "1.1");
  journal.append({ kind: "runStarted", atMs: 1000, spec });
  journal.appendLog({ atMs: 1100, action: "a0", stream: "stdout" }, Buffer.from("grüße\u2028und\u2029mehr\n"));
  journal.append({ kind: "finished", atMs: 1200, end: { kind: "outputs", outputs: [{ name: "o0", text: "1" }] } });
  journal.append({ kind: "processExit", atMs: 1300, code: 0, signal: null });
  await journal.close();
  await writeExport(runFolder(here, "/elsewhere", "r1"), "r1", file);

  expect(await importRun(there, file, "/mine")).toEqual({ run: "r1" });
  expect(readFileSync(join(runFolder(there, "/mine", "r1"), "output.log"), "utf8")).toBe("grüße\u2028und\u2029mehr\n");
  const { runs } = await listRuns(there, ["/mine"]);
  expect(runs.map(({ run, state, startedMs, writer }) => ({ run, state, startedMs, writer }))).toEqual([
    { run: "r1", state: "succeeded", startedMs: 1000, writer: undefined },
  ]);
  // Once more changes nothing.
  expect(await importRun(there, file, "/mine")).toEqual({ run: "r1" });
});

test("the export of a run that goes on has what was written by then, and ends", async () => {
  const from = runFolder(here, "/elsewhere", "r7");
  const journal = await openJournal(from, "r7", "1.1");
  const print = async () => {
    journal.appendLog({ atMs: 1100, stream: "stdout" }, Buffer.from("more\n"));
    await journal.flush();
  };
  await print();
  let pieces = 0;
  for await (const _ of exportRun(from, "r7")) {
    await print();
    if (++pieces === 10) break;
  }
  await journal.close();
  expect(pieces).toBeLessThan(10);
});

test("another file is refused in words, and so is an id that would lead elsewhere", async () => {
  const other = join(folder, "other.jsonl");
  writeFileSync(other, "hello\n");
  await expect(importRun(there, other, "/mine")).rejects.toThrow("it isn't one of Flightdeck's");
  writeFileSync(other, `${JSON.stringify({ schema: 1, run: "../../r1", exported: true })}\n`);
  await expect(importRun(there, other, "/mine")).rejects.toThrow("it isn't one of Flightdeck's");
});

/** A run with a report, a value that is cut and a traceback; `has`: the attachments that lie in its journal. */
async function writeAttached(run: string, has: readonly string[]): Promise<string> {
  const from = runFolder(here, "/elsewhere", run);
  const journal = await openJournal(from, run, "1.1");
  for (const name of has) await journal.attach(name, `whole ${name}`);
  journal.append({ kind: "runStarted", atMs: 1000, spec });
  journal.append({
    kind: "report",
    atMs: 1100,
    action: "a0",
    file: "report-0.html",
    path: join(from, "report-0.html"),
  });
  const cut = { name: "o0", text: "1", cut: { characters: 20_000, file: "value-0.txt" } };
  const ended = { kind: "actionFinished", atMs: 1150, action: "a0", end: { kind: "outputs", outputs: [cut] } } as const;
  journal.append(ended);
  const error = { code: "userError", message: "no rows", frames: [], traceback: "traceback-1.txt" } as const;
  journal.append({ kind: "finished", atMs: 1200, end: { kind: "error", error } });
  await journal.close();
  return from;
}

test("reports, tracebacks and whole values come along, and are read where the run is opened", async () => {
  const names = ["report-0.html", "value-0.txt", "traceback-1.txt"];
  const from = await writeAttached("r4", names);
  await writeExport(from, "r4", file);
  await importRun(there, file, "/mine");
  const to = runFolder(there, "/mine", "r4");
  expect((await Promise.all(names.map((name) => readAttachment(to, name)))).map(String)).toEqual(
    names.map((name) => `whole ${name}`),
  );
  const events = readFileSync(join(to, "events.jsonl"), "utf8");
  expect(events).toContain(`"path":${JSON.stringify(join(to, "report-0.html"))}`);
  expect(events).toContain('"traceback":"traceback-1.txt"');
  expect(events).toContain('"cut":{"characters":20000,"file":"value-0.txt"}');
  // As a file that is read by itself it tells events alone.
  const told = [];
  for await (const batch of (await readExport(file)).events) told.push(...batch.map(({ kind }) => kind));
  expect(told).toEqual(["runStarted", "report", "actionFinished", "finished"]);
});

test("what is not in the file isn't offered", async () => {
  await writeExport(await writeAttached("r3", []), "r3", file);
  await importRun(there, file, "/mine");
  const events = readFileSync(join(runFolder(there, "/mine", "r3"), "events.jsonl"), "utf8");
  expect(events).not.toMatch(/report-0|value-0|traceback-1/);
  expect(events).toContain('"cut":{"characters":20000}');
});

test("images come along as their bytes, and lie where the run is opened; without its file the text is left", async () => {
  const from = runFolder(here, "/elsewhere", "r6");
  const journal = await openJournal(from, "r6", "1.1");
  const png = Buffer.from([0x89, 0x50, 0xff, 0x00, 0x0a]);
  await journal.attach("image-0.png", png);
  journal.append({ kind: "runStarted", atMs: 1000, spec });
  const output = (file: string) =>
    ({
      name: file,
      text: "<Image>",
      form: { kind: "image", type: "PIL.Image", size: [1, 1], file, path: join(from, file) },
    }) as const;
  const { kind: _, ...drawn } = output("image-0.png").form;
  const lost = { ...drawn, file: "image-1.png" };
  const album = {
    name: "o2",
    text: "[]",
    images: [
      { at: "[0]", ...drawn },
      { at: "[1]", ...lost },
    ],
  };
  const outputs = [output("image-0.png"), output("image-1.png"), album];
  journal.append({ kind: "finished", atMs: 1200, end: { kind: "outputs", outputs } });
  await journal.close();
  await writeExport(from, "r6", file);
  await importRun(there, file, "/mine");
  const to = runFolder(there, "/mine", "r6");
  expect(await readAttachment(to, "image-0.png")).toEqual(png);
  const ended = readFileSync(join(to, "events.jsonl"), "utf8").trim().split("\n").at(-1) ?? "";
  expect(JSON.parse(ended).end.outputs).toEqual([
    { ...output("image-0.png"), form: { ...output("image-0.png").form, path: join(to, "image-0.png") } },
    { name: "image-1.png", text: "<Image>" },
    { ...album, images: [{ at: "[0]", ...drawn, path: join(to, "image-0.png") }] },
  ]);
});

test("an attachment whose name leads elsewhere is left out", async () => {
  const wicked = join(folder, "wicked.jsonl");
  const lines = [
    { schema: 1, run: "r5", exported: true },
    { attachment: "../../../evil.txt", text: "no" },
    { kind: "runStarted", atMs: 1000, spec },
  ];
  writeFileSync(wicked, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  await importRun(there, wicked, "/mine");
  expect(await attachmentsOf(runFolder(there, "/mine", "r5"))).toEqual([]);
  expect(existsSync(join(there, "..", "evil.txt"))).toBe(false);
});

test("an event that is none leaves nothing, so that the mended file can be opened", async () => {
  const broken = join(folder, "broken.jsonl");
  const head = JSON.stringify({ schema: 1, run: "r2", exported: true });
  const started = JSON.stringify({ kind: "runStarted", atMs: 1000, spec });
  writeFileSync(broken, `${head}\n${started}\n{"kind":"log","atMs":1001,"stream":"stdout"}\n`);
  await expect(importRun(there, broken, "/mine")).rejects.toThrow("it isn't one of Flightdeck's");
  writeFileSync(broken, `${head}\n${started}\n{"kind":"finished","atMs":1001,"end":{"kind":"cancelled"}}\n`);
  await importRun(there, broken, "/mine");
  const { runs } = await listRuns(there, ["/mine"]);
  expect(runs.find(({ run }) => run === "r2")?.state).toBe("cancelled");
});

test("a file that can't be written is an error, and leaves nothing", async () => {
  const path = join(folder, "gone", "run.jsonl");
  await expect(writeExport(runFolder(here, "/elsewhere", "r1"), "r1", path)).rejects.toThrow("ENOENT");
});

test("where a run can't be kept, importing it says so and leaves no part of it", async () => {
  const line = `${JSON.stringify({ schema: 1, run: "r9", exported: true })}\n`;
  const kept = { kind: "log", atMs: 1, stream: "stdout", text: "x\n" };
  const exported = join(folder, "r9.jsonl");
  writeFileSync(exported, `${line}${JSON.stringify(kept)}\n`);
  const below = join(folder, "plain");
  writeFileSync(below, "");
  await expect(importRun(join(below, "state"), exported, "/mine")).rejects.toThrow(
    /^The run can't be kept in .+: ENOTDIR.+ Free space there/,
  );
  // The system's own full disk takes the place of what was printed.
  const to = importFolder(there, "/mine", "r9", runnerIdentity());
  mkdirSync(to, { recursive: true });
  symlinkSync("/dev/full", join(to, "output.log"));
  await expect(importRun(there, exported, "/mine")).rejects.toThrow(/^The run can't be kept in .+: ENOSPC/);
  expect(existsSync(to)).toBe(false);
  expect(existsSync(runFolder(there, "/mine", "r9"))).toBe(false);
  expect(await importRun(there, exported, "/mine")).toEqual({ run: "r9" });
});

test("an export that breaks off makes way for one that tells how the run ended, and not the other way round", async () => {
  const exported = (name: string, ...events: readonly object[]): string => {
    const path = join(folder, name);
    const head = { schema: 1, run: "r10", exported: true };
    writeFileSync(
      path,
      [head, { kind: "runStarted", atMs: 1, spec }, ...events].map((each) => `${JSON.stringify(each)}\n`).join(""),
    );
    return path;
  };
  const cut = exported("cut.jsonl");
  const whole = exported("whole.jsonl", { kind: "finished", atMs: 2, end: { kind: "cancelled" } });
  const states = async () =>
    (await listRuns(there, ["/mine"])).runs.flatMap((each) => (each.run === "r10" ? each.state : []));

  await importRun(there, cut, "/mine");
  expect(await states()).toEqual(["interrupted"]);
  await importRun(there, whole, "/mine");
  expect(await states()).toEqual(["cancelled"]);
  await importRun(there, cut, "/mine");
  expect(await states()).toEqual(["cancelled"]);
});

test("what a process that is gone had begun to take in goes with the history's next trim", async () => {
  const [left, going] = ["1.0", runnerIdentity()].map((owner) => importFolder(there, "/mine", "r11", owner));
  for (const each of [left, going]) mkdirSync(each ?? "", { recursive: true });
  await keepWithin(there, DEFAULT_BOUNDS, Date.now());
  expect([left, going].map((each) => existsSync(each ?? ""))).toEqual([false, true]);
});
