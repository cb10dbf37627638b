/** A run's journal on disk: what happened as JSON lines, what was printed as bytes beside it. Taken at once, written in turns; where its files lie is journalFiles.ts's. */

import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf } from "../../base/errorText.ts";
import type { RunEvent, RunId, Stream } from "../../protocol/index.ts";
import { createDisk, type Disk, DiskHangs } from "./disk.ts";
import { isAttachment, outputFile } from "./journalFiles.ts";
import { BEAT_MS } from "./sweep.ts";

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

/** What keeps a journal from holding all of its run. */
export type JournalTrouble =
  /** The disk refuses: it is full, read-only, not there. Nothing more is written, unless it was a file of its own that had no room. */
  | { readonly kind: "refused"; readonly reason: string }
  /** The disk doesn't answer. Nothing more is written. */
  | { readonly kind: "hangs" }
  /** Its files were deleted or moved under it. Nothing more is written. */
  | { readonly kind: "gone" }
  /** Values, tracebacks and reports take all that they may. The rest is written. */
  | { readonly kind: "full"; readonly ofBytes: number }
  /** The run waits for the disk. Everything is written. */
  | { readonly kind: "slow"; readonly writingMs: number; readonly ofMs: number };

/** Where printed bytes lie in the output. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Journal {
  readonly folder: string;
  /** Takes an event that has no text of its own. */
  readonly append: (event: Exclude<RunEvent, { readonly kind: "log" }>) => void;
  /** Takes printed bytes; answers where they will lie. */
  readonly appendLog: (
    log: { readonly atMs: number; readonly action?: string; readonly stream: Stream },
    data: Uint8Array,
  ) => Span;
  /** Writes what was taken. Never rejects: what fails stands in `troubles`. */
  readonly flush: () => Promise<void>;
  /** Whether bytes that were taken can be read by now. */
  readonly holds: (span: Span) => boolean;
  /** All there was so far, one of each kind. */
  readonly troubles: () => readonly JournalTrouble[];
  /** Keeps a text or an image in a file of its own, which is replaced as a whole; answers whether there is room for it. */
  readonly attach: (name: string, content: string | Buffer) => Promise<boolean>;
  /** On a disk that was full: gives the run's end the room that was kept for it. Answers whether it did. */
  readonly useRoom: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** What all attachments of a run may take. */
const MOST_ATTACHED = 200_000_000;

/** How often it is looked whether the files are still where they were. */
const LOOK_MS = 500;

/** Writing is slow when it has taken this long, and a third of the time since the run began. */
const SLOW_MS = 3_000;
const SLOW_SHARE = 1 / 3;
/** What an answer may wait in this process, which has other work. */
const OWN_MS = 50;

/** What the disk is asked for at once; it has a time limit. */
const CHUNK = 256 * 1024;

const NEWLINE = 10;

/** The end of a run takes no more. */
export const ROOM = 64 * 1024;

/**
 * Opens the journal of a new run. There is one writer: the file `lock` says who, as long as it writes.
 * Rejects when another one has it, or when the disk refuses. What fails later stands in `troubles`; the run goes on.
 */
export async function openJournal(folder: string, run: RunId, owner: string): Promise<Journal> {
  // What another run's journal, or the history, waits for doesn't end this one.
  const disk = createDisk();
  const { ask, askBulk } = disk;
  await makeFolder(folder, disk);
  const lock = join(folder, "lock");
  const unlock = () => removeQuietly(lock, disk);
  await ask(
    () => writeFile(lock, JSON.stringify({ runner: owner }), { flag: "wx" }),
    () => void unlock(),
  );
  const eventsFile = join(folder, "events.jsonl");
  const { events, output, ino } = await openFiles(eventsFile, outputFile(folder), disk).catch(
    async (error: unknown) => {
      await unlock();
      throw error;
    },
  );
  // From another container its process can't be seen.
  const beating = setInterval(() => void beat(lock, disk), BEAT_MS).unref();
  const room = join(folder, "room");
  const openedMs = performance.now();
  let lookedMs = openedMs;
  let writingMs = 0;
  let lines = "";
  let printed: Uint8Array[] = [];
  /** Of the output, as it was taken, and as far as it was written. */
  let length = 0;
  let written = 0;
  /** Of the events: all that was written, and up to the last whole line. */
  let eventsLength = 0;
  let wholeLength = 0;
  let broken: "full" | "refused" | "gone" | "closed" | undefined;
  const troubles: JournalTrouble[] = [];
  const attached = new Map<string, number>();
  let attachedBytes = 0;

  const note = (trouble: JournalTrouble): void => {
    if (!troubles.some(({ kind }) => kind === trouble.kind)) troubles.push(trouble);
  };
  const refuse = (error: unknown): void => note(refusalOf(error));
  /** What is written into files that were deleted nobody can read, and no write fails. */
  const look = async (): Promise<void> => {
    lookedMs = performance.now();
    const there = await ask(() => stat(eventsFile)).catch((error: unknown) => {
      if (isCode(error, "ENOENT")) return undefined;
      throw error;
    });
    if (there?.ino === ino) return;
    broken = "gone";
    note({ kind: "gone" });
  };
  const write = async (file: FileHandle, data: Uint8Array): Promise<void> => {
    for (let done = 0; done < data.length; ) {
      const beforeMs = performance.now();
      const { bytesWritten } = await ask(() => file.write(data, done, Math.min(CHUNK, data.length - done)));
      done += bytesWritten;
      if (file === events) {
        const lineEnd = data.lastIndexOf(NEWLINE, done - 1);
        if (lineEnd >= 0) wholeLength = eventsLength + lineEnd + 1 - (done - bytesWritten);
        eventsLength += bytesWritten;
      }
      const nowMs = performance.now();
      if (nowMs - beforeMs < OWN_MS) continue;
      writingMs += nowMs - beforeMs;
      const ofMs = nowMs - openedMs;
      if (writingMs > SLOW_MS && writingMs > ofMs * SLOW_SHARE) note({ kind: "slow", writingMs, ofMs });
    }
  };
  const flush = async (): Promise<void> => {
    const [text, data, upTo] = [lines, printed, length];
    lines = "";
    printed = [];
    if (broken !== undefined || text === "") return;
    try {
      if (performance.now() - lookedMs > LOOK_MS) await look();
      if (broken !== undefined) return;
      const [first = new Uint8Array()] = data;
      await write(output, data.length > 1 ? Buffer.concat(data) : first);
      await write(events, Buffer.from(text));
      written = upTo;
    } catch (error) {
      broken = isFull(error) ? "full" : "refused";
      refuse(error);
    }
  };
  const append = (value: JournalLine | { readonly schema: number; readonly run: RunId }): void => {
    if (broken === undefined) lines += `${JSON.stringify(value)}\n`;
  };

  append({ schema: JOURNAL_SCHEMA, run });
  await flush();
  const hasHead = broken === undefined;
  // Zeros take no room on some disks. Where there is less, that much is kept.
  if (hasHead) await ask(() => writeFile(room, randomBytes(ROOM), { mode: 0o600 })).catch(() => undefined);
  return {
    folder,
    append: (event) => {
      // The last chance to say it.
      if (event.kind === "finished") lookedMs = Number.NEGATIVE_INFINITY;
      append(event);
    },
    appendLog: (log, data) => {
      const from = length;
      length += data.length;
      const to = length;
      if (broken === undefined) printed.push(data);
      append({ kind: "log", ...log, from, to });
      return { from, to };
    },
    flush,
    holds: ({ to }) => to <= written,
    troubles: () => troubles,
    attach: async (name, content) => {
      if (!isAttachment(name)) return false;
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      const total = attachedBytes - (attached.get(name) ?? 0) + bytes.length;
      if (broken === undefined && total > MOST_ATTACHED) note({ kind: "full", ofBytes: MOST_ATTACHED });
      if (broken !== undefined || total > MOST_ATTACHED) return false;
      const path = join(folder, name);
      try {
        // Whoever reads it meanwhile reads the old one.
        await askBulk(() => writeFile(`${path}.new`, bytes, { mode: 0o600 }));
        await ask(() => rename(`${path}.new`, path));
      } catch (error) {
        refuse(error);
        await removeQuietly(`${path}.new`, disk);
        return false;
      }
      attached.set(name, bytes.length);
      attachedBytes = total;
      return true;
    },
    useRoom: async () => {
      if (broken !== "full" || !hasHead) return false;
      try {
        await ask(() => rm(room, { force: true }));
        ({ size: length } = await ask(() => output.stat()));
        await ask(() => events.truncate(wholeLength));
      } catch {
        return false;
      }
      eventsLength = wholeLength;
      broken = undefined;
      return true;
    },
    close: async () => {
      clearInterval(beating);
      await flush();
      // What comes late must not be written to whatever gets these descriptors next.
      broken = "closed";
      // A network disk may tell only now that it is full.
      for (const file of [events, output]) await ask(() => file.close()).catch(refuse);
      await removeQuietly(room, disk);
      await unlock();
    },
  };
}

/** Both or none. */
async function openFiles(
  eventsFile: string,
  outputFile: string,
  disk: Disk,
): Promise<{ readonly events: FileHandle; readonly output: FileHandle; readonly ino: number }> {
  const opened: FileHandle[] = [];
  try {
    const events = await openToAppend(eventsFile, disk);
    opened.push(events);
    const output = await openToAppend(outputFile, disk);
    opened.push(output);
    const { ino } = await disk.ask(() => events.stat());
    return { events, output, ino };
  } catch (error) {
    for (const file of opened) void file.close().catch(() => undefined);
    throw error;
  }
}

function openToAppend(path: string, disk: Disk): Promise<FileHandle> {
  return disk.ask(
    () => open(path, "a", 0o600),
    (file) => void file.close().catch(() => undefined),
  );
}

/** With what it lies in. Node's own way answers ENOENT for a disk that is read-only. */
async function makeFolder(folder: string, disk: Disk): Promise<void> {
  try {
    await disk.ask(() => mkdir(folder));
  } catch (error) {
    if (isCode(error, "EEXIST")) return;
    if (!isCode(error, "ENOENT") || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder), disk);
    // Others may make it at the same moment.
    await makeFolder(folder, disk);
  }
}

/** The journal of a run that can't have one: it holds nothing, and says why. */
export function noJournal(folder: string, error: unknown): Journal {
  return {
    folder,
    append: () => undefined,
    appendLog: () => ({ from: 0, to: 0 }),
    flush: async () => undefined,
    holds: () => false,
    troubles: () => [refusalOf(error)],
    attach: async () => false,
    useRoom: async () => false,
    close: async () => undefined,
  };
}

function refusalOf(error: unknown): JournalTrouble {
  if (error instanceof DiskHangs) return { kind: "hangs" };
  return { kind: "refused", reason: messageOf(error) };
}

const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && "code" in error && codes.includes(String(error.code));

/** No room, for anybody or for this user. */
const isFull = (error: unknown): boolean => isCode(error, "ENOSPC", "EDQUOT");

async function beat(lock: string, disk: Disk): Promise<void> {
  const now = new Date();
  // A run whose journal was deleted goes on.
  await disk.ask(() => utimes(lock, now, now)).catch(() => undefined);
}

/** A lock that stays names a process, and counts no longer than that lives. */
async function removeQuietly(path: string, disk: Disk): Promise<void> {
  // The disk that refuses to delete has been told of, or kept everything.
  await disk.ask(() => rm(path, { force: true })).catch(() => undefined);
}
