/** What a mirror holds, as the bridge writes it: which events are left after a sudden end. */

import { endianness } from "node:os";
import { expect, test } from "vitest";
import { leftIn } from "../../../runner/src/mirror.ts";

/** A mirror's content: the number of its batch and its records. */
function content(batch: number, ...records: readonly string[]): Buffer {
  const body = Buffer.concat(records.map((each) => Buffer.from(each, "latin1")));
  const header = Buffer.alloc(16);
  for (const [at, value] of [
    [0, batch],
    [8, body.length],
  ] as const) {
    if (endianness() === "LE") header.writeBigUInt64LE(BigInt(value), at);
    else header.writeBigUInt64BE(BigInt(value), at);
  }
  // Behind the records lies what earlier batches left.
  return Buffer.concat([header, body, Buffer.from('\xff{"kind":"old"}', "latin1")]);
}

const started = '\xff{"kind":"attemptStarted","atMs":1,"action":"a","attempt":1}';
const log = '\xff{"kind":"log","atMs":2,"stream":"stdout","action":"a"}\xfeone\ntwo \xc3\xa9\n';
const startedEvent = { kind: "attemptStarted", atMs: 1, action: "a", attempt: 1 };
const logEvent = { kind: "log", atMs: 2, stream: "stdout", action: "a", text: "one\ntwo é\n" };

test("a batch of which nothing was sent", () => {
  expect(leftIn(content(7, started, log), { batch: 6, events: 12 })).toEqual([startedEvent, logEvent]);
});

test("a batch that was cut while it was sent: what came is not told again", () => {
  expect(leftIn(content(7, started, log), { batch: 7, events: 1 })).toEqual([logEvent]);
  expect(leftIn(content(7, started, log), { batch: 7, events: 0 })).toEqual([startedEvent, logEvent]);
});

test("a batch that was sent, and its records not taken away yet", () => {
  expect(leftIn(content(7, started, log), { batch: 7, events: 2 })).toEqual([]);
});

test("a mirror in which nothing waits tells nothing, whatever was sent before", () => {
  expect(leftIn(content(8), { batch: 7, events: 2 })).toEqual([]);
});

test("text that ended in the midst of a character, and a record that can't be read", () => {
  const cut = '\xff{"kind":"log","atMs":2,"stream":"stderr"}\xfea\xc3';
  expect(leftIn(content(1, "\xff{broken", cut), { batch: 0, events: 0 })).toEqual([
    { kind: "log", atMs: 2, stream: "stderr", text: "a\uFFFD" },
  ]);
});
