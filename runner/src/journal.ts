/** A run's journal on disk: what happened as JSON lines, what was printed as bytes beside it. Written before anybody is told. */

import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codeOf, messageOf } from "../../base/errorText.ts";
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
  if (!existsSync(stateDir)) return undefined;
  return readdirSync(stateDir)
    .map((project) => join(stateDir, project, "runs", run))
    .find((folder) => existsSync(join(folder, "events.jsonl")));
}

/** What keeps a journal from holding all of its run. */
export type JournalTrouble =
  /** The disk refuses: it is full, read-only, not there. Nothing more is written. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Its files were deleted or moved under it. Nothing more is written. */
  | { readonly kind: "gone" }
  /** Values, tracebacks and reports take all that they may. The rest is written. */
  | { readonly kind: "full"; readonly ofBytes: number }
  /** The run waits for the disk. Everything is written. */
  | { readonly kind: "slow"; readonly writingMs: number; readonly ofMs: number };

export interface Journal {
  readonly folder: string;
  /** Appends an event that has no text of its own. */
  readonly append: (event: Exclude<RunEvent, { readonly kind: "log" }>) => void;
  /** Appends printed bytes; answers where they lie, or undefined where they couldn't be written. */
  readonly appendLog: (
    log: { readonly atMs: number; readonly action?: string; readonly stream: Stream },
    data: Uint8Array,
  ) => { readonly from: number; readonly to: number } | undefined;
  /** All there was so far, one of each kind. */
  readonly troubles: () => readonly JournalTrouble[];
  /** Keeps a text or an image in a file of its own, which is replaced as a whole; answers whether there is room for it. */
  readonly attach: (name: string, content: string | Buffer) => boolean;
  readonly close: () => void;
}

/** What all attachments of a run may take. */
const MOST_ATTACHED = 200_000_000;

/** How often it is looked whether the files are still where they were. */
const LOOK_MS = 500;

/** Writing is slow when it has taken this long, and a third of the time since the run began. */
const SLOW_MS = 3_000;
const SLOW_SHARE = 1 / 3;

/**
 * Opens the journal of a new run. There is one writer: the file `lock` says who, as long as it writes.
 * Throws when another one has it, or when the disk refuses. What fails later stands in `troubles`; the run goes on.
 */
export function openJournal(folder: string, run: RunId, owner: string): Journal {
  makeFolder(folder);
  const lock = join(folder, "lock");
  writeFileSync(lock, JSON.stringify({ runner: owner }), { flag: "wx" });
  const eventsFile = join(folder, "events.jsonl");
  const events = openSync(eventsFile, "a", 0o600);
  const output = openSync(outputFile(folder), "a", 0o600);
  const { ino } = fstatSync(events);
  const openedMs = performance.now();
  let lookedMs = openedMs;
  let writingMs = 0;
  let length = 0;
  let broken = false;
  const troubles: JournalTrouble[] = [];
  const attached = new Map<string, number>();
  let attachedBytes = 0;

  const note = (trouble: JournalTrouble): void => {
    if (!troubles.some(({ kind }) => kind === trouble.kind)) troubles.push(trouble);
  };
  const refuse = (error: unknown): void => note({ kind: "refused", reason: messageOf(error) });
  /** What is written into files that were deleted nobody can read, and no write fails. */
  const look = (): void => {
    lookedMs = performance.now();
    if (statSync(eventsFile, { throwIfNoEntry: false })?.ino === ino) return;
    broken = true;
    note({ kind: "gone" });
  };
  const write = (fd: number, data: Uint8Array | string): boolean => {
    if (broken) return false;
    const beforeMs = performance.now();
    try {
      if (beforeMs - lookedMs > LOOK_MS) look();
      if (broken) return false;
      const bytes = typeof data === "string" ? Buffer.from(data) : data;
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    } catch (error) {
      broken = true;
      refuse(error);
      return false;
    }
    const nowMs = performance.now();
    writingMs += nowMs - beforeMs;
    const ofMs = nowMs - openedMs;
    if (writingMs > SLOW_MS && writingMs > ofMs * SLOW_SHARE) note({ kind: "slow", writingMs, ofMs });
    return true;
  };
  const line = (value: JournalLine | { readonly schema: number; readonly run: RunId }): boolean =>
    write(events, `${JSON.stringify(value)}\n`);

  line({ schema: JOURNAL_SCHEMA, run });
  return {
    folder,
    append: (event) => {
      // The last chance to say it.
      if (event.kind === "finished") lookedMs = Number.NEGATIVE_INFINITY;
      line(event);
    },
    appendLog: (log, data) => {
      const from = length;
      length += data.length;
      const to = length;
      return write(output, data) && line({ kind: "log", ...log, from, to }) ? { from, to } : undefined;
    },
    troubles: () => troubles,
    attach: (name, content) => {
      if (!isAttachment(name)) return false;
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      const total = attachedBytes - (attached.get(name) ?? 0) + bytes.length;
      if (!broken && total > MOST_ATTACHED) note({ kind: "full", ofBytes: MOST_ATTACHED });
      if (broken || total > MOST_ATTACHED) return false;
      const path = join(folder, name);
      try {
        // Whoever reads it meanwhile reads the old one.
        writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
        renameSync(`${path}.new`, path);
      } catch (error) {
        refuse(error);
        removeQuietly(`${path}.new`);
        return false;
      }
      attached.set(name, bytes.length);
      attachedBytes = total;
      return true;
    },
    close: () => {
      // What comes late must not be written to whatever gets these descriptors next.
      broken = true;
      // A network disk may tell only now that it is full.
      for (const file of [events, output]) {
        try {
          closeSync(file);
        } catch (error) {
          refuse(error);
        }
      }
      removeQuietly(lock);
    },
  };
}

/** With what it lies in. Node's own way answers ENOENT for a disk that is read-only. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    mkdirSync(folder);
  }
}

/** The journal of a run that can't have one: it holds nothing, and says why. */
export function noJournal(folder: string, error: unknown): Journal {
  return {
    folder,
    append: () => undefined,
    appendLog: () => undefined,
    troubles: () => [{ kind: "refused", reason: messageOf(error) }],
    attach: () => false,
    close: () => undefined,
  };
}

/** A lock that stays names a process, and counts no longer than that lives. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The disk that refuses to delete has been told of, or kept everything.
  }
}

/** Whether a file is what a journal calls so: never its events, nor what lies elsewhere. */
const isAttachment = (name: string): boolean =>
  /^(?:(?:value|report|traceback)-\d+\.(?:txt|html)|image-\d+\.png)$/.test(name);

/** What a run's events name. Throws where the journal has no such one. */
export function readAttachment(folder: string, name: string): Buffer {
  if (!isAttachment(name)) throw new Error(`${name} is no attachment`);
  return readFileSync(join(folder, name));
}

/** Names of what can be read so. */
export function attachmentsOf(folder: string): readonly string[] {
  return readdirSync(folder).filter(isAttachment);
}

/** Everything that a run printed. */
export function outputFile(folder: string): string {
  return join(folder, "output.log");
}

/** Bytes `from` to `to` of a run's output as text. */
export async function readOutput(folder: string, from: number, to: number): Promise<ReadLogResult> {
  const file = await open(outputFile(folder), "r");
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
