/** Reads journals, also while another process writes them: their events by range, and what one action printed. Which journals there are is history.ts's. */

import { type FileHandle, stat } from "node:fs/promises";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import type { ActionId, RunEvent, RunId } from "../../protocol/index.ts";
import type { ReadEventsParams, ReadEventsResult, ReadLogResult } from "../../protocol/runner.ts";
import { ask } from "./disk.ts";
import { JOURNAL_SCHEMA, type JournalLine } from "./journal.ts";
import { openToRead, outputFile, readOutput } from "./journalFiles.ts";

type LogLine = Extract<JournalLine, { readonly kind: "log" }>;

/** What the first line of a journal says of it. */
export type JournalHead =
  | { readonly kind: "journal"; readonly run: RunId; readonly length: number }
  /** Of another version, or no journal at all. */
  | { readonly kind: "foreign"; readonly schema?: number }
  /** Its writer has not come so far, or was killed before. */
  | { readonly kind: "empty" };

/** Bytes that are read at a time. */
const CHUNK = 1024 * 1024;
const HEAD = 4096;
const NEWLINE = 10;
/** How the journal's writer begins the line of a log. */
const LOG_LINE = Buffer.from('{"kind":"log",');

export async function readHead(folder: string): Promise<JournalHead> {
  const file = await openToRead(eventsOf(folder));
  try {
    const data = await readAt(file, 0, HEAD);
    const end = data.indexOf(NEWLINE);
    if (end === -1) return data.length < HEAD ? { kind: "empty" } : { kind: "foreign" };
    const head: unknown = parse(data.toString("utf8", 0, end));
    if (typeof head !== "object" || head === null || !("schema" in head)) return { kind: "foreign" };
    if (head.schema !== JOURNAL_SCHEMA || !("run" in head) || typeof head.run !== "string") {
      return { kind: "foreign", ...(typeof head.schema === "number" ? { schema: head.schema } : {}) };
    }
    return { kind: "journal", run: head.run, length: end + 1 };
  } finally {
    await ask(() => file.close());
  }
}

/** Every whole line after the head, those of logs left out unless they are wanted. Answers how far it was read. */
export async function forEachLine(
  folder: string,
  wants: { readonly logs: boolean },
  onLine: (line: JournalLine) => void,
): Promise<number> {
  const file = await openToRead(eventsOf(folder));
  try {
    for (let from = 0; ; ) {
      const { lines, next } = await linesFrom(file, from, CHUNK);
      for (const line of from === 0 ? lines.slice(1) : lines) {
        const read = readLine(line, wants.logs);
        if (read !== undefined) onLine(read);
      }
      if (next === from) return next;
      from = next;
    }
  } finally {
    await ask(() => file.close());
  }
}

/** Events of a range; with logs no more of them than some `bytes` of text. */
export async function readEventRange(
  folder: string,
  { from, bytes, logs }: Omit<ReadEventsParams, "run">,
  decoders = newDecoders(),
): Promise<ReadEventsResult> {
  const file = await openToRead(eventsOf(folder));
  try {
    const { size } = await ask(() => file.stat());
    const { lines } = await linesFrom(file, from, bytes);
    const taken: JournalLine[] = [];
    let next = from;
    let text = 0;
    for (const [at, line] of lines.entries()) {
      const read = from === 0 && at === 0 ? undefined : readLine(line, logs);
      if (read?.kind === "log") {
        text += read.to - read.from;
        if (text > bytes && taken.length > 0) break;
      }
      if (read !== undefined) taken.push(read);
      next += line.length + 1;
    }
    return { events: await withTexts(folder, taken, decoders), next, end: size };
  } finally {
    await ask(() => file.close());
  }
}

/** All events that are written by now, batch by batch. */
export async function* eventsIn(
  folder: string,
  { logs }: { readonly logs: boolean },
): AsyncIterable<readonly RunEvent[]> {
  // Of a run that goes on there may come more as fast as it is read.
  const length = await eventsLength(folder);
  const decoders = newDecoders();
  for (let from = 0; from < length; ) {
    const { events, next } = await readEventRange(folder, { from, bytes: CHUNK, logs }, decoders);
    yield events;
    if (next === from) return;
    from = next;
  }
}

/** The parts of output.log that an action wrote, in order; neighbours are one. */
export async function partsOf(folder: string, action: ActionId): Promise<readonly Part[]> {
  const parts: { from: number; to: number }[] = [];
  await forEachLine(folder, { logs: true }, (line) => {
    if (line.kind !== "log" || line.action !== action) return;
    const last = parts.at(-1);
    if (last?.to === line.from) last.to = line.to;
    else parts.push({ from: line.from, to: line.to });
  });
  return parts;
}

export interface Part {
  readonly from: number;
  readonly to: number;
}

/** Bytes `from` to `to` of the parts, as if nothing lay between them. */
export async function readParts(
  folder: string,
  parts: readonly Part[],
  from: number,
  to: number,
): Promise<ReadLogResult> {
  const texts: string[] = [];
  let start = 0;
  let next = from;
  for (const part of parts) {
    const length = part.to - part.from;
    const [first, last] = [Math.max(from, start), Math.min(to, start + length)];
    if (first < last) {
      // The bridge sends whole characters, so that a part is cut by the range's end alone.
      const read = await readOutput(folder, part.from + first - start, part.from + last - start);
      texts.push(read.text);
      next = start + (read.next - part.from);
    }
    start += length;
  }
  return { text: texts.join(""), next, end: start };
}

/** The journal's length: a summary that was made of as much is still right. */
export async function eventsLength(folder: string): Promise<number> {
  return (await ask(() => stat(eventsOf(folder)))).size;
}

function eventsOf(folder: string): string {
  return join(folder, "events.jsonl");
}

async function readAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const data = Buffer.alloc(length);
  const { bytesRead } = await ask(() => file.read(data, 0, length, from));
  return data.subarray(0, bytesRead);
}

/** Whole lines from a byte on, at least one where there is one. */
async function linesFrom(
  file: FileHandle,
  from: number,
  bytes: number,
): Promise<{ readonly lines: readonly Buffer[]; readonly next: number }> {
  for (let length = Math.max(1, bytes); ; length *= 2) {
    const data = await readAt(file, from, length);
    const last = data.lastIndexOf(NEWLINE);
    if (last === -1 && data.length === length) continue;
    const lines: Buffer[] = [];
    for (let start = 0; start <= last; ) {
      const end = data.indexOf(NEWLINE, start);
      lines.push(data.subarray(start, end));
      start = end + 1;
    }
    return { lines, next: from + last + 1 };
  }
}

/** A line as data; undefined for a log's that isn't wanted, and for what can't be read. */
function readLine(line: Buffer, logs: boolean): JournalLine | undefined {
  if (!logs && line.subarray(0, LOG_LINE.length).equals(LOG_LINE)) return undefined;
  const value: unknown = parse(line.toString("utf8"));
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  return !logs && value.kind === "log" ? undefined : (value as JournalLine);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Raw output is cut anywhere, also inside of a character: what is read in turn is decoded in one. */
interface Decoders {
  readonly stdout: StringDecoder;
  readonly stderr: StringDecoder;
}

const newDecoders = (): Decoders => ({ stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") });

/** Puts the printed text back into the lines. What logs of neighbouring lines wrote lies together. */
async function withTexts(
  folder: string,
  lines: readonly JournalLine[],
  decoders: Decoders,
): Promise<readonly RunEvent[]> {
  const logs = lines.filter((line): line is LogLine => line.kind === "log");
  const [first, last] = [logs[0], logs.at(-1)];
  if (first === undefined || last === undefined) return lines as readonly Exclude<JournalLine, LogLine>[];
  const file = await openToRead(outputFile(folder));
  let data: Buffer;
  try {
    data = await readAt(file, first.from, last.to - first.from);
  } finally {
    await ask(() => file.close());
  }
  return lines.map((line): RunEvent => {
    if (line.kind !== "log") return line;
    const { from, to, ...rest } = line;
    const bytes = data.subarray(from - first.from, to - first.from);
    return { ...rest, text: line.action === undefined ? decoders[line.stream].write(bytes) : bytes.toString("utf8") };
  });
}
