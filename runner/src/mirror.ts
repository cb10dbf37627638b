/** What a worker had not sent when it ended suddenly: read from a file in memory that it writes before it sends. Twin of the bridge's mirror.py. */

import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { endianness, tmpdir } from "node:os";
import { join } from "node:path";
import { type BridgeEvent, parseLine } from "./bridge.ts";

/** The batch that the runner read last, and how many of its events came whole. */
export interface Received {
  readonly batch: number;
  readonly events: number;
}

export interface Mirror {
  /** Given to the worker as descriptor 5. */
  readonly fd: number;
  /** What was never received, oldest first. */
  readonly left: (received: Received) => readonly BridgeEvent[];
  readonly close: () => void;
}

/** Holds a batch: 64 Ki characters of up to four bytes, what frames them, and one piece more. */
const SIZE = 768 * 1024;
/** Two native 64-bit numbers: the batch that waits, and the bytes of its records. */
const HEADER = 16;
/** A record is an event as JSON; a log's text follows it. No UTF-8 text holds these two bytes. */
const RECORD = 0xff;
const TEXT = 0xfe;

/** A file that is gone once both sides have closed it. Undefined where there can't be one: then sudden deaths cost up to 10 ms of text. */
export function createMirror(name: string): Mirror | undefined {
  // A file that is open can't be removed there, and Python's descriptors are not the system's.
  if (process.platform === "win32") return undefined;
  let fd: number;
  try {
    const path = join(tmpdir(), `flightdeck-${name}`);
    fd = openSync(path, "wx+", 0o600);
    unlinkSync(path);
  } catch {
    return undefined;
  }
  try {
    // Written, not only sized: on a full disk the worker would be killed at its first touch of a page that has no place.
    for (let done = 0; done < SIZE; ) done += writeSync(fd, Buffer.alloc(SIZE - done), 0, SIZE - done, done);
  } catch {
    closeSync(fd);
    return undefined;
  }
  return {
    fd,
    left: (received) => {
      const data = Buffer.alloc(SIZE);
      readSync(fd, data, 0, SIZE, 0);
      return leftIn(data, received);
    },
    close: () => closeSync(fd),
  };
}

/** The events of a mirror's content that are not among the received ones. */
export function leftIn(data: Buffer, received: Received): readonly BridgeEvent[] {
  const number = (at: number) => Number(endianness() === "LE" ? data.readBigUInt64LE(at) : data.readBigUInt64BE(at));
  const [batch, length] = [number(0), number(8)];
  const events: BridgeEvent[] = [];
  const body = data.subarray(HEADER, HEADER + length);
  for (let start = 0; start < body.length; ) {
    const next = body.indexOf(RECORD, start + 1);
    const end = next === -1 ? body.length : next;
    events.push(...readRecord(body.subarray(start + 1, end)));
    start = end;
  }
  return batch === received.batch ? events.slice(received.events) : events;
}

function readRecord(record: Buffer): readonly BridgeEvent[] {
  const text = record.indexOf(TEXT);
  const event = parseLine((text === -1 ? record : record.subarray(0, text)).toString("utf8"));
  if (event === undefined || event.kind === "batch") return [];
  return [event.kind === "log" ? { ...event, text: record.toString("utf8", text + 1) } : event];
}
