/** A fan-out of 10,000 actions: the tree that is read from the journal later is what a reader of its own counts there. */

import { join } from "node:path";
import { expect, test } from "vitest";
import { type RunTree, runTree } from "../../runner/log/runTree.ts";
import { runFolder } from "../../runner/src/journalFiles.ts";
import { readJournal } from "../journal/readJournal.ts";
import { newest, projects, session, taskSpec } from "./support/runs.ts";

const file = join(projects, "running", "many.py");

test("each of its buckets is right whenever it is opened", { timeout: 120_000 }, async () => {
  const { runner, run, stateDir } = session();
  const spec = taskSpec({ python: newest, file, task: "fan", inputs: [{ name: "count", value: 10_000 }] });
  const { run: id, events } = await run(spec);
  expect(events.at(-2)).toMatchObject({ kind: "finished", end: { kind: "outputs", outputs: [{ text: "9900" }] } });

  // Of so many actions the first 2,000 alone tell what they were given.
  const started = events.flatMap((event) => (event.kind === "actionStarted" ? [event] : []));
  expect(started.slice(0, 2000).every(({ inputs }) => inputs?.length === 1)).toBe(true);
  expect(started.slice(2000).filter(({ inputs }) => inputs !== undefined)).toEqual([]);

  const later = runTree(id, "fan", 0);
  for (let from = 0; ; ) {
    const read = await runner.readEvents({ run: id, from, bytes: 200_000, logs: false });
    later.apply(read.events);
    if (read.next === from) break;
    from = read.next;
  }
  // While it went on, a client was told the same.
  const live = runTree(id, "fan", 0);
  live.apply(events);

  const counted = countBuckets(runFolder(stateDir, spec.rootDir, id));
  expect(counted).toHaveLength(50);
  expect(counted.reduce((sum, [failed]) => sum + failed, 0)).toBe(100);
  expect(bucketsOf(later, id)).toEqual(counted);
  expect(bucketsOf(live, id)).toEqual(counted);
  for (const bucket of later.children(id)) expect(later.children(bucket)).toHaveLength(200);
});

/** Failed and succeeded of each 200 that started, in order. */
function countBuckets(folder: string): readonly (readonly [number, number])[] {
  const { lines } = readJournal(folder);
  const started = lines.flatMap((line) =>
    line.kind === "actionStarted" && line.parent !== undefined ? [line.action] : [],
  );
  const ended = new Map(
    lines.flatMap((line) => (line.kind === "actionFinished" ? [[line.action, line.end.kind] as const] : [])),
  );
  return Array.from({ length: Math.ceil(started.length / 200) }, (_, bucket) => {
    const ends = started.slice(bucket * 200, bucket * 200 + 200).map((action) => ended.get(action));
    return [ends.filter((end) => end === "error").length, ends.filter((end) => end === "outputs").length] as const;
  });
}

function bucketsOf(tree: RunTree, run: string): readonly (readonly [number, number])[] {
  return tree.children(run).map((id) => {
    const node = tree.node(id);
    if (node?.kind !== "bucket") throw new Error(`${id} is no bucket`);
    return [node.counts.failed, node.counts.succeeded] as const;
  });
}
