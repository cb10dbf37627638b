/** The record of a run keeps its end, whatever fails before. */

import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunEvent } from "../../../protocol/run.ts";
import { createBatcher, unpaced } from "../../../runner/src/batches.ts";
import { openJournal } from "../../../runner/src/journal.ts";
import { createRecord } from "../../../runner/src/record.ts";

const made = async (send: (events: readonly RunEvent[]) => void, paced = true) => {
  const folder = join(mkdtempSync(join(tmpdir(), "fd-record-")), "r1");
  const failures: string[] = [];
  const holds: boolean[] = [];
  const record = createRecord({
    journal: openJournal(folder, "r1", "test"),
    batcher: (paced ? createBatcher : unpaced)(send),
    onHold: (isHeld) => void holds.push(isHeld),
    onFailure: (error) => void failures.push(String(error)),
  });
  const written = (): readonly string[] =>
    readFileSync(join(folder, "events.jsonl"), "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => (JSON.parse(line) as RunEvent).kind);
  return { record, failures, holds, written };
};

const exit: Extract<RunEvent, { readonly kind: "processExit" }> = {
  kind: "processExit",
  atMs: 3,
  code: 0,
  signal: null,
};

test("an event that can't be made leaves what comes behind it whole", async () => {
  const told: string[] = [];
  const { record, failures, written } = await made((events) => told.push(...events.map(({ kind }) => kind)));
  record.record(() => {
    throw new Error("no such end");
  });
  record.log({ atMs: 1, stream: "stdout" }, Buffer.from("hello\n"), "hello\n");
  record.finish(2, [], () => ({ kind: "outputs", outputs: [] }));
  await record.end(exit);
  expect(failures).toEqual(["Error: no such end"]);
  expect(written()).toEqual(["log", "finished", "processExit"]);
  expect(told).toEqual(["log", "finished", "processExit"]);
});

test("an end that can't be made is one that says why", async () => {
  const told: RunEvent[] = [];
  const { record, failures } = await made((events) => told.push(...events));
  record.finish(2, ["a1"], () => {
    throw new Error("no such output");
  });
  await record.end(exit);
  expect(failures).toEqual(["Error: no such output"]);
  expect(told.map(({ kind }) => kind)).toEqual(["actionFinished", "finished", "processExit"]);
  const [, end] = told;
  expect(end?.kind === "finished" && end.end.kind === "error" && end.end.error.message).toContain("no such output");
});

test("a follower that fails keeps nothing from the journal, nor from itself later", async () => {
  const told: string[] = [];
  let calls = 0;
  const { record, failures, written } = await made((events) => {
    if (calls++ === 0) throw new Error("closed");
    told.push(...events.map(({ kind }) => kind));
  }, false);
  record.log({ atMs: 1, stream: "stdout" }, Buffer.from("hello\n"), "hello\n");
  record.finish(2, [], () => ({ kind: "outputs", outputs: [] }));
  await record.end(exit);
  expect(failures).toEqual(["Error: closed"]);
  expect(written()).toEqual(["log", "finished", "processExit"]);
  expect(told).toEqual(["finished", "processExit"]);
});

test("what an event carries besides itself counts for what may wait", async () => {
  const { record, holds } = await made(() => undefined);
  record.record(() => undefined, 3_000_000);
  expect(holds).toEqual([true]);
  await record.end(exit);
  await expect.poll(() => holds).toEqual([true, false]);
});
