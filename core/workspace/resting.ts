/** Keeps facts that nobody asks for in a tenth of the room: as compressed text, read again each time somebody does ask. */

import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { FileFacts } from "./entry.ts";

type Heavy = Pick<FileFacts, "body" | "lines">;

const known = new WeakSet<FileFacts>();

export const isResting = (facts: FileFacts): boolean => known.has(facts);

let scratch = Buffer.alloc(0);

/** As a string it lies in V8's heap, where it can be moved; buffers that come and go leave holes in the system's. */
function compressed(text: string): string {
  if (scratch.length < text.length * 3) scratch = Buffer.allocUnsafeSlow(text.length * 3);
  const length = scratch.write(text);
  return deflateRawSync(scratch.subarray(0, length), { level: 1, windowBits: 13, memLevel: 6 }).toString("latin1");
}

/** Equal facts. What is read of them is let go of with its last user. */
export function resting(facts: FileFacts): FileFacts {
  const { body, lines, ...light } = facts;
  const packed = compressed(JSON.stringify({ body, lines } satisfies Heavy));
  let read: WeakRef<Heavy> | undefined;
  const heavy = (): Heavy => {
    const kept = read?.deref();
    if (kept !== undefined) return kept;
    const unpacked: Heavy = JSON.parse(inflateRawSync(Buffer.from(packed, "latin1")).toString());
    read = new WeakRef(unpacked);
    return unpacked;
  };
  const made: FileFacts = {
    ...light,
    get body() {
      return heavy().body;
    },
    get lines() {
      return heavy().lines;
    },
  };
  known.add(made);
  return made;
}
