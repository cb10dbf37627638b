/** Notifications: the first ones at once, then few and small; what is left out says where it lies. */

import { expect, test } from "vitest";
import type { RunEvent } from "../../../protocol/index.ts";
import { createBatcher, MAX_BATCH, type Outgoing, type Timer } from "../../../runner/src/batches.ts";

function bench() {
  let now = 0;
  const due: { at: number; action: () => void }[] = [];
  const timer: Timer = { now: () => now, later: (action, ms) => due.push({ at: now + ms, action }) };
  const sent: { at: number; events: readonly RunEvent[] }[] = [];
  const batcher = createBatcher((events) => sent.push({ at: now, events }), timer);
  const pass = (ms: number): void => {
    for (const until = now + ms; ; ) {
      const next = due.sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > until) {
        now = until;
        return;
      }
      due.shift();
      now = next.at;
      next.action();
    }
  };
  return { batcher, sent, pass };
}

const attempt = (n: number): Outgoing => ({ event: { kind: "attemptStarted", atMs: 0, action: "a", attempt: n } });
const log = (from: number, size: number): Outgoing => ({
  event: { kind: "log", atMs: 0, stream: "stdout", text: "x".repeat(size) },
  bytes: { from, to: from + size },
});

test("the first events leave at once", () => {
  const { batcher, sent } = bench();
  batcher.push(attempt(1));
  expect(sent).toEqual([{ at: 0, events: [attempt(1).event] }]);
});

test("in any second at most 20 notifications leave, and every event arrives in order", () => {
  const { batcher, sent, pass } = bench();
  for (let n = 0; n < 3_000; n++) {
    batcher.push(attempt(n));
    pass(1);
  }
  pass(1_000);
  for (const { at } of sent)
    expect(sent.filter((each) => each.at >= at && each.at < at + 1_000).length).toBeLessThanOrEqual(20);
  const numbers = sent.flatMap((each) =>
    each.events.map((event) => (event.kind === "attemptStarted" ? event.attempt : -1)),
  );
  expect(numbers).toEqual(Array.from({ length: 3_000 }, (_, n) => n));
});

test("too much text becomes a place in the log, joined while it has no gap", () => {
  const { batcher, sent, pass } = bench();
  for (let n = 0; n < 4; n++) batcher.push(attempt(n));
  for (let n = 0; n < 100; n++) batcher.push(log(n * 10_000, 10_000));
  batcher.push(attempt(5));
  pass(200);
  const events = sent.slice(4).flatMap((each) => each.events);
  const told = events.filter((event) => event.kind === "log").length;
  expect(told).toBe(Math.floor(MAX_BATCH / 10_100));
  expect(events.slice(told)).toEqual([
    { kind: "logSkipped", atMs: 0, fromByte: told * 10_000, toByte: 1_000_000 },
    attempt(5).event,
  ]);
});

test("events that are no text are never left out, only spread over batches", () => {
  const { batcher, sent, pass } = bench();
  for (let n = 0; n < 20_000; n++) batcher.push(attempt(n));
  pass(10_000);
  expect(sent.flatMap((each) => each.events)).toHaveLength(20_000);
  for (const each of sent) expect(JSON.stringify(each.events).length).toBeLessThanOrEqual(MAX_BATCH * 1.1);
});

test("the end sends what waits", () => {
  const { batcher, sent } = bench();
  for (let n = 0; n < 10; n++) batcher.push(attempt(n));
  expect(sent.flatMap((each) => each.events)).toHaveLength(4);
  batcher.end();
  expect(sent.flatMap((each) => each.events)).toHaveLength(10);
});

test("a run's end leaves at once with all that waits before it, whatever has left before", () => {
  const { batcher, sent, pass } = bench();
  for (let n = 0; n < 10; n++) batcher.push(attempt(n));
  expect(sent.length).toBe(4);
  pass(10);
  const finished: RunEvent = { kind: "finished", atMs: 0, end: { kind: "cancelled" } };
  batcher.push({ event: finished });
  expect(sent.at(-1)?.at).toBe(10);
  expect(sent.flatMap(({ events }) => events).at(-1)).toEqual(finished);
  expect(sent.flatMap(({ events }) => events).length).toBe(11);
});
