/** Runs are found by what their journals hold, though nothing of them is open. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { KnownRun } from "../../../client/journal/runHistory.ts";
import type { Runner } from "../../../client/processes/runner.ts";
import { readFilter } from "../../../client/runs/runFilter.ts";
import { createRunSearch } from "../../../client/runs/runSearch.ts";
import type { ReadEventsParams } from "../../../protocol/runner.ts";
import { emptyCounts } from "../../../runner/log/states.ts";
import { openJournal } from "../../../runner/src/journal.ts";
import { readEventRange } from "../../../runner/src/journalReader.ts";
import { spec } from "../specs.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flightdeck-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Which journals were read. */
let read: string[] = [];
/** The runner's answers, without the process between. */
const runner: Pick<Runner, "request"> = {
  request: async (_type, params) => {
    const { run, ...range } = params as ReadEventsParams;
    if (range.from === 0) read.push(run);
    return (await readEventRange(join(folder, run), range)) as never;
  },
};

/** A run that is over, with one action of this name that failed with this message. */
async function record(run: string, action: string, message: string): Promise<KnownRun> {
  const journal = await openJournal(join(folder, run), run, "1.1");
  const step = { atMs: 1, action: "a1", parent: "a0" };
  journal.append({ kind: "runStarted", atMs: 0, spec });
  const names = { task: "etl.main", shortName: "main", cacheHit: false };
  journal.append({ kind: "actionStarted", atMs: 0, action: "a0", ...names });
  journal.append({ kind: "actionStarted", ...step, task: `etl.${action}`, shortName: action, cacheHit: false });
  const end = { kind: "error", error: { code: "userError", message, frames: [] } } as const;
  journal.append({ kind: "actionFinished", ...step, end });
  journal.append({ kind: "finished", atMs: 2, end: { kind: "outputs", outputs: [] } });
  await journal.close();
  const counts = { ...emptyCounts(), failed: 1 };
  const times = { state: "succeeded", startedMs: 0, endedMs: 2, counts } as const;
  const root = {
    kind: "run",
    id: run,
    label: "main",
    task: "etl.main",
    attempts: 1,
    cacheHit: false,
    ...times,
  } as const;
  return { run, spec, versions: "", isOwn: false, root };
}

test("an action's name and its message find the run, and words that are nowhere don't", async () => {
  read = [];
  const runs = [await record("r1", "load", "no rows"), await record("r2", "publish", "no bucket")];
  const told: string[] = [];
  const search = createRunSearch(runner, (done, total) => told.push(`${done} of ${total}`));
  const found = async (text: string) => {
    await search.seek(readFilter(text), runs);
    return runs.filter(({ run }) => search.has(run)).map(({ run }) => run);
  };
  expect(await found("load")).toEqual(["r1"]);
  expect(told).toEqual(["1 of 2", "2 of 2"]);
  expect(await found("bucket")).toEqual(["r2"]);
  expect(await found("failed no")).toEqual(["r1", "r2"]);
  expect(await found("nowhere")).toEqual([]);
});

test("each journal is read once for a filter, and none for states alone", async () => {
  const runs = [await record("r1", "load", "no rows")];
  const search = createRunSearch(runner, () => undefined);
  read = [];
  await search.seek(readFilter("failed"), runs);
  expect(read).toEqual([]);
  await search.seek(readFilter("load"), runs);
  await search.seek(readFilter("load"), [...runs, await record("r2", "load", "no rows")]);
  expect(read).toEqual(["r1", "r2"]);
});

test("a filter that is typed on calls off what was looked for before", async () => {
  const runs = [await record("r1", "load", "no rows"), await record("r2", "load", "no rows")];
  const search = createRunSearch(runner, () => undefined);
  read = [];
  const first = search.seek(readFilter("lo"), runs);
  await search.seek(readFilter("rows"), runs);
  await first;
  expect(read.filter((run) => run === "r2")).toHaveLength(1);
  expect(search.has("r2")).toBe(true);
});

test("a journal that can't be read any more holds nothing", async () => {
  const run = await record("r1", "load", "no rows");
  rmSync(join(folder, "r1"), { recursive: true });
  const search = createRunSearch(runner, () => undefined);
  await search.seek(readFilter("load"), [run]);
  expect(search.has("r1")).toBe(false);
});
