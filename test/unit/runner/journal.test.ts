/** The journal: one writer, readable while it is written and after a crash, its text beside its events. */

import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openJournal } from "../../../runner/src/journal.ts";
import { projectFolder, readOutput, runFolder } from "../../../runner/src/journalFiles.ts";
import { readJournal } from "../../journal/readJournal.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "flightdeck-journal-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const open = (folder: string) => openJournal(folder, "r1", "1.2");

test("what was appended is read, text by its bytes", async () => {
  const folder = runFolder(state, "/project", "r1");
  const journal = await open(folder);
  journal.append({ kind: "attemptStarted", atMs: 1, action: "a", attempt: 1 });
  expect(journal.appendLog({ atMs: 2, action: "a", stream: "stdout" }, Buffer.from("grün\n"))).toEqual({
    from: 0,
    to: 6,
  });
  expect(journal.appendLog({ atMs: 3, stream: "stderr" }, Buffer.from([0xff, 0x0a]))).toEqual({ from: 6, to: 8 });

  await journal.flush();
  // Read while it is open.
  expect(readJournal(folder)).toEqual({
    run: "r1",
    lines: [
      { kind: "attemptStarted", atMs: 1, action: "a", attempt: 1 },
      { kind: "log", atMs: 2, action: "a", stream: "stdout", from: 0, to: 6 },
      { kind: "log", atMs: 3, stream: "stderr", from: 6, to: 8 },
    ],
  });
  expect(await readOutput(folder, 0, 6)).toEqual({ text: "grün\n", next: 6, end: 8 });
  expect(await readOutput(folder, 100, 200)).toEqual({ text: "", next: 100, end: 8 });
  expect(readFileSync(join(folder, "output.log"))).toEqual(
    Buffer.concat([Buffer.from("grün\n"), Buffer.from([0xff, 0x0a])]),
  );
  await journal.close();
});

test("two runs that begin at once in a state folder that isn't there yet both have one", async () => {
  for (let time = 0; time < 20; time++) {
    const folders = ["r1", "r2"].map((run) => runFolder(join(state, String(time), "flightdeck"), "/project", run));
    const journals = await Promise.all(folders.map(open));
    expect(journals.map((journal) => journal.troubles())).toEqual([[], []]);
    for (const journal of journals) await journal.close();
  }
});

test("a line that a crash cut is left out", async () => {
  const folder = runFolder(state, "/project", "r1");
  const journal = await open(folder);
  journal.append({ kind: "attemptStarted", atMs: 1, action: "a", attempt: 1 });
  await journal.close();
  appendFileSync(join(folder, "events.jsonl"), '{"kind":"attemptFai');
  expect(readJournal(folder).lines).toHaveLength(1);
});

test("there is one writer", async () => {
  const folder = runFolder(state, "/project", "r1");
  const journal = await open(folder);
  await expect(open(folder)).rejects.toThrow("EEXIST");
  await journal.close();
});

test("a project has one place, by whichever path it is reached", () => {
  const real = join(state, "real");
  mkdirSync(real);
  symlinkSync(real, join(state, "link"));
  expect(projectFolder(state, join(state, "link"))).toBe(projectFolder(state, real));
  expect(projectFolder(state, real)).not.toBe(projectFolder(state, state));
});

test("a journal that the disk refuses is told once, and does not stop the run", async () => {
  const folder = runFolder(state, "/project", "r1");
  mkdirSync(folder, { recursive: true });
  symlinkSync("/dev/full", join(folder, "output.log"));
  const journal = await openJournal(folder, "r1", "1.2");
  const log = { atMs: 1, stream: "stdout" } as const;
  for (const _ of [1, 2]) {
    const span = journal.appendLog(log, Buffer.from("x"));
    await journal.flush();
    expect(journal.holds(span)).toBe(false);
  }
  expect(journal.troubles()).toEqual([{ kind: "refused", reason: expect.stringContaining("ENOSPC") }]);
  await journal.close();
});

test("attachments take no more than a journal may hold; a replaced one counts once, and it is said", async () => {
  const journal = await open(runFolder(state, "/project", "r1"));
  const big = "x".repeat(90_000_000);
  expect(await journal.attach("report-0.html", big)).toBe(true);
  expect(await journal.attach("report-0.html", big)).toBe(true);
  expect(await journal.attach("report-1.html", big)).toBe(true);
  expect(journal.troubles()).toEqual([]);
  expect(await journal.attach("report-2.html", big)).toBe(false);
  expect(await journal.attach("report-3.html", big)).toBe(false);
  expect(await journal.attach("report-0.html", "small")).toBe(true);
  expect(await journal.attach("report-2.html", big)).toBe(true);
  expect(journal.troubles()).toEqual([{ kind: "full", ofBytes: 200_000_000 }]);
  await journal.close();
});

test("a journal that can't be opened leaves no lock behind", async () => {
  const folder = runFolder(state, "/project", "r1");
  const output = join(folder, "output.log");
  mkdirSync(output, { recursive: true });
  await expect(open(folder)).rejects.toThrow("EISDIR");
  rmSync(output, { recursive: true });
  await (await open(folder)).close();
});
