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
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { RunEvent, RunId, Stream } from "../../protocol/index.ts";

/** Of the files' form. A reader refuses another one. */
const JOURNAL_SCHEMA = 1;

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
  readonly close: () => void;
}

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

  const write = (fd: number, data: Uint8Array | string): void => {
    if (broken) return;
    try {
      const bytes = typeof data === "string" ? Buffer.from(data) : data;
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    } catch (error) {
      broken = true;
      onTrouble(error as Error);
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
    close: () => {
      // What comes late must not be written to whatever gets these descriptors next.
      broken = true;
      closeSync(events);
      closeSync(output);
      rmSync(lock, { force: true });
    },
  };
}

/** What a journal holds. A last line that was cut by a crash is left out. */
export interface JournalContent {
  readonly run: RunId;
  readonly lines: readonly JournalLine[];
}

/** Reads a journal, also one that is being written. Throws when it is of another schema. */
export function readJournal(folder: string): JournalContent {
  const text = readFileSync(join(folder, "events.jsonl"), "utf8");
  const [head, ...lines] = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((each) => each !== "");
  const { schema, run } = JSON.parse(head ?? "{}") as { readonly schema?: number; readonly run?: RunId };
  if (schema !== JOURNAL_SCHEMA || run === undefined)
    throw new Error(`Not a journal of schema ${JOURNAL_SCHEMA}: ${folder}`);
  return { run, lines: lines.map((each) => JSON.parse(each) as JournalLine) };
}

/** Bytes `from` to `to` of a run's output as text, and the output's present length. */
export async function readOutput(folder: string, from: number, to: number): Promise<{ text: string; end: number }> {
  const file = await open(join(folder, "output.log"), "r");
  try {
    const { size } = await file.stat();
    const length = Math.max(0, Math.min(to, size) - from);
    const data = Buffer.alloc(length);
    const { bytesRead } = await file.read(data, 0, length, from);
    return { text: data.toString("utf8", 0, bytesRead), end: size };
  } finally {
    await file.close();
  }
}
