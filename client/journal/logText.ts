/** Reads a run's log to its end, range by range. Where the bytes come from and who shows the text is the caller's. */

import type { ReadLogResult } from "../../protocol/runner.ts";

export interface LogReading {
  /** Answers bytes `from` to `to`. */
  readonly read: (from: number, to: number) => Promise<ReadLogResult>;
  readonly isCancelled: () => boolean;
  readonly chunkBytes: number;
  /** Of longer logs the last part is read. */
  readonly mostBytes: number;
}

/** The text, and how many bytes before it were left out. */
export interface LogText {
  readonly text: string;
  readonly leftOut: number;
}

export async function readLogText({ read, isCancelled, chunkBytes, mostBytes }: LogReading): Promise<LogText> {
  const { end } = await read(0, 0);
  const first = Math.max(0, end - mostBytes);
  const parts: string[] = [];
  for (let from = first; from < end && !isCancelled(); ) {
    const { text, next } = await read(from, Math.min(end, from + chunkBytes));
    // A log that is shorter than it was is no reason to ask for ever.
    if (next <= from) break;
    parts.push(text);
    from = next;
  }
  return { text: parts.join(""), leftOut: first };
}
