/** A run's journal on disk: what happened as JSON lines, what was printed as bytes beside it. Written before anybody is told. */

import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { RunEvent, RunId, Stream } from "../../protocol/index.ts";
import type { ReadLogResult } from "../../protocol/runner.ts";

/** Of the files' form. A reader refuses another one. */
export const JOURNAL_SCHEMA = 1;

/** A line of events.jsonl after the first. A log's text lies in output.log, between these bytes. */
export type JournalLine =
  | Exclude<RunEvent, { readonly kind: "log" }>
  | {
      readonly kind: "log";
      readonly atMs: number;
      readonly action?: string;
      readonly stream: Stream;
      readonly from: number;
      readonly to: number;
    };

/** Where the journals of a project lie: its folder may be reached by many paths, so the real one counts. */
export function projectFolder(stateDir: string, rootDir: string): string {
  let real = rootDir;
  try {
    real = realpathSync(rootDir);
  } catch {
    // The run will say that its folder is gone; the journal still has a place.
  }
  return join(stateDir, createHash("sha256").update(real).digest("hex"));
}

export function runFolder(stateDir: string, rootDir: string, run: RunId): string {
  return join(projectFolder(stateDir, rootDir), "runs", run);
}

/** The folder of a run of whichever project; undefined when there is none. */
export function findRunFolder(stateDir: string, run: RunId): string | undefined {
  return readdirSync(stateDir)
    .map((project) => join(stateDir, project, "runs", run))
    .find((folder) => existsSync(join(folder, "events.jsonl")));
}

export interface Journal {
  readonly folder: string;
  /** Appends an event that has no text of its own. */
  readonly append: (event: Exclude<RunEvent, { readonly kind: "log" }>) => void;
  /** Appends printed bytes; answers where they lie. */
  readonly appendLog: (
    log: { readonly atMs: number; readonly action?: string; readonly stream: Stream },
    data: Uint8Array,
  ) => { readonly from: number; readonly to: number };
  /** Why nothing is written any more. */
  readonly trouble: () => Error | undefined;
  /** Keeps a text in a file of its own, which is replaced as a whole; answers whether there is room for it. */
  readonly attach: (name: string, text: string) => boolean;
  readonly close: () => void;
}

/** What all attachments of a run may take. */
const MOST_ATTACHED = 200_000_000;

/**
 * Opens the journal of a new run. There is one writer: the file `lock` says who, as long as it writes.
 * Throws when another one has it, or when the disk refuses. What fails later is told to `onTrouble` once; the run goes on.
 */
export function openJournal(folder: string, run: RunId, owner: string, onTrouble: (error: Error) => void): Journal {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, "lock");
  writeFileSync(lock, JSON.stringify({ runner: owner }), { flag: "wx" });
  const events = openSync(join(folder, "events.jsonl"), "a", 0o600);
  const output = openSync(join(folder, "output.log"), "a", 0o600);
  let length = 0;
  let broken = false;
  let trouble: Error | undefined;
  const attached = new Map<string, number>();

  const write = (fd: number, data: Uint8Array | string): void => {
    if (broken) return;
    try {
      const bytes = typeof data === "string" ? Buffer.from(data) : data;
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    } catch (error) {
      broken = true;
      trouble = error as Error;
      onTrouble(trouble);
    }
  };
  const line = (value: JournalLine | { readonly schema: number; readonly run: RunId }): void =>
    write(events, `${JSON.stringify(value)}\n`);

  line({ schema: JOURNAL_SCHEMA, run });
  return {
    folder,
    append: line,
    appendLog: (log, data) => {
      const from = length;
      length += data.length;
      write(output, data);
      line({ kind: "log", ...log, from, to: length });
      return { from, to: length };
    },
    trouble: () => trouble,
    attach: (name, text) => {
      if (!isAttachment(name)) return false;
      const bytes = Buffer.from(text);
      const others = [...attached].reduce((sum, [other, size]) => (other === name ? sum : sum + size), 0);
      if (broken || others + bytes.length > MOST_ATTACHED) return false;
      const path = join(folder, name);
      try {
        // Whoever reads it meanwhile reads the old one.
        writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
        renameSync(`${path}.new`, path);
      } catch (error) {
        rmSync(`${path}.new`, { force: true });
        onTrouble(error as Error);
        return false;
      }
      attached.set(name, bytes.length);
      return true;
    },
    close: () => {
      // What comes late must not be written to whatever gets these descriptors next.
      broken = true;
      closeSync(events);
      closeSync(output);
      rmSync(lock, { force: true });
    },
  };
}

/** Whether a file is what a journal calls so: never its events, nor what lies elsewhere. */
const isAttachment = (name: string): boolean => /^(?:value|report|traceback)-\d+\.(?:txt|html)$/.test(name);

/** A text that a run's events name. Throws where the journal has no such one. */
export function readAttachment(folder: string, name: string): string {
  if (!isAttachment(name)) throw new Error(`${name} is no attachment`);
  return readFileSync(join(folder, name), "utf8");
}

/** Names of what can be read so. */
export function attachmentsOf(folder: string): readonly string[] {
  return readdirSync(folder).filter(isAttachment);
}

/** Bytes `from` to `to` of a run's output as text. */
export async function readOutput(folder: string, from: number, to: number): Promise<ReadLogResult> {
  const file = await open(join(folder, "output.log"), "r");
  try {
    const { size } = await file.stat();
    const data = Buffer.alloc(Math.max(0, Math.min(to, size) - from));
    const { bytesRead } = await file.read(data, 0, data.length, from);
    const read = data.subarray(0, bytesRead);
    // A character that begins here and ends beyond comes with the next range; if nothing else is here, as it is.
    const whole = from + bytesRead < size ? wholeCharacters(read) : bytesRead;
    const taken = whole === 0 ? bytesRead : whole;
    return { text: read.toString("utf8", 0, taken), next: from + taken, end: size };
  } finally {
    await file.close();
  }
}

/** The length without a last UTF-8 character that is cut. Bytes that are no UTF-8 stay. */
function wholeCharacters(data: Buffer): number {
  for (let back = 1; back <= Math.min(3, data.length); back++) {
    const byte = data[data.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 && byte < 0xf8 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return byte < 0xf8 && length > back ? data.length - back : data.length;
  }
  return data.length;
}
