/** A journal that is read while it is written: each event once, from wherever reading went on. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventsFrom } from "../../../client/journal/runEvents.ts";
import type { Runner } from "../../../client/processes/runner.ts";
import type { RunEvent } from "../../../protocol/index.ts";
import type { ReadEventsParams } from "../../../protocol/runner.ts";
import { type Journal, openJournal } from "../../../runner/src/journal.ts";
import { readEventRange } from "../../../runner/src/journalReader.ts";
import { spec } from "../specs.ts";

let folder: string;
let journal: Journal;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "flightdeck-"));
  journal = await openJournal(join(folder, "r1"), "r1", "1.1");
});
afterEach(async () => {
  await journal.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The runner's answer, without the process between. */
const runner: Pick<Runner, "request"> = {
  request: async (_type, params) => (await readEventRange(join(folder, "r1"), params as ReadEventsParams)) as never,
};

const started = (action: string): RunEvent & { readonly kind: "actionStarted" } => ({
  kind: "actionStarted",
  atMs: 1,
  action,
  task: "etl.load",
  shortName: "load",
  cacheHit: false,
});

/** What is there from a place on, and where to read on. */
async function read(from: number): Promise<{ readonly told: readonly string[]; readonly next: number }> {
  await journal.flush();
  const told: string[] = [];
  let next = from;
  for await (const piece of eventsFrom(runner, "r1", from)) {
    told.push(...piece.events.map((event) => ("action" in event ? (event.action ?? "") : event.kind)));
    next = piece.next;
  }
  return { told, next };
}

test("reading goes on where it ended, and tells nothing twice or left out", async () => {
  journal.append({ kind: "runStarted", atMs: 0, spec });
  journal.append(started("a0"));
  const first = await read(0);
  expect(first.told).toEqual(["runStarted", "a0"]);
  expect(await read(first.next)).toEqual({ told: [], next: first.next });

  journal.appendLog({ atMs: 2, action: "a0", stream: "stdout" }, Buffer.from("not told\n"));
  journal.append(started("a1"));
  const second = await read(first.next);
  expect(second.told).toEqual(["a1"]);
  expect((await read(0)).told).toEqual(["runStarted", "a0", "a1"]);
});

test("a long journal is read piece by piece, up to its end", async () => {
  journal.append({ kind: "runStarted", atMs: 0, spec });
  // More than two pieces of a million bytes.
  for (let n = 0; n < 20_000; n++) journal.append(started(`a${n}`));
  await journal.flush();
  const pieces: number[] = [];
  for await (const { events } of eventsFrom(runner, "r1", 0)) pieces.push(events.length);
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.reduce((sum, count) => sum + count, 0)).toBe(20_001);
  const { told } = await read(0);
  expect([told[1], told.at(-1), new Set(told).size]).toEqual(["a0", "a19999", 20_001]);
});
