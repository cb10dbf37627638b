/** The journals of all runs: lists them, deletes one, keeps them within bounds. How a journal reads is journalReader.ts's. */

import type { Stats } from "node:fs";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { messageOf } from "../../base/errorText.ts";
import type { HistoryBounds, RunId, RunSummary } from "../../protocol/index.ts";
import type { ListRunsResult } from "../../protocol/runner.ts";
import { type Aged, runsBeyond } from "./bounds.ts";
import { ask, askBulk, DiskHangs } from "./disk.ts";
import { JOURNAL_SCHEMA } from "./journal.ts";
import { findRunFolder, importFolders, namesIn, projectFolder, realPath } from "./journalFiles.ts";
import { eventsLength, forEachLine, readHead } from "./journalReader.ts";
import {
  wordForeignJournal,
  wordNoHistory,
  wordNoRun,
  wordNotDeleted,
  wordStillRunning,
  wordUnreadable,
} from "./journalWords.ts";
import { summaryFold, type Told } from "./summary.ts";
import { isRunnerAlive, runnerIdentity } from "./sweep.ts";

/** Without a word from an editor. */
export const DEFAULT_BOUNDS: HistoryBounds = { maxRuns: 200, maxBytes: 2_000_000_000, maxAgeMs: 90 * 86_400_000 };

/** A folder without events is somebody's that is about to begin, unless it is that old. */
const LEFTOVER_MS = 60_000;

/** What a summary was made of, so that the journal of a run that is over is read once. */
interface Kept {
  readonly schema: number;
  readonly read: number;
  readonly told: Told;
}

/** All runs newest first, or those that were started in one of these folders or below. Throws in words for the user when nobody can say which there are. */
export async function listRuns(stateDir: string, folders?: readonly string[]): Promise<ListRunsResult> {
  const runs: RunSummary[] = [];
  const refused: ListRunsResult["refused"][number][] = [];
  const cannotRead = (error: unknown): Error => new Error(wordNoHistory(stateDir, messageOf(error)));
  await ask(() => readdir(stateDir)).catch((error: unknown) => {
    if (!isMissing(error)) throw cannotRead(error);
  });
  const wanted = folders?.map((folder) => ({ folder: realPath(folder), project: projectFolder(stateDir, folder) }));
  for await (const { project, run, folder } of runFolders(stateDir)) {
    try {
      const head = await readHead(folder);
      const isIn = (spec: RunSummary["spec"]): boolean =>
        wanted === undefined ||
        wanted.some(
          (each) => each.project === project || (spec !== undefined && liesIn(each.folder, realPath(spec.cwd))),
        );
      if (head.kind === "foreign") {
        if (isIn(undefined)) refused.push({ run, message: wordForeignJournal(run, head.schema) });
        continue;
      }
      const summary = await summarise(folder, run);
      if (isIn(summary.spec)) runs.push(summary);
    } catch (error) {
      if (error instanceof DiskHangs) throw cannotRead(error);
      // Else it was deleted meanwhile, or has not begun.
      if (!isMissing(error)) refused.push({ run, message: wordUnreadable(run, messageOf(error)) });
    }
  }
  return { runs: runs.sort((a, b) => b.startedMs - a.startedMs || (a.run < b.run ? 1 : -1)), refused };
}

/** The folder of a run whose journal can be read. Throws in words for the user. */
export async function readableFolder(stateDir: string, run: RunId): Promise<string> {
  // A run id is a folder's name; what isn't one leads nowhere.
  const folder = /^\w+$/.test(run) ? await findRunFolder(stateDir, run) : undefined;
  if (folder === undefined) throw new Error(wordNoRun(run));
  const head = await readHead(folder);
  if (head.kind === "foreign") throw new Error(wordForeignJournal(run, head.schema));
  return folder;
}

/** Deletes a run's journal. Throws in words for the user when it goes on, or is of another version. */
export async function deleteJournal(stateDir: string, run: RunId): Promise<void> {
  const folder = await readableFolder(stateDir, run);
  if ((await writerOf(folder)) !== undefined) throw new Error(wordStillRunning(run));
  await removeJournal(folder).catch((error: unknown) => {
    throw new Error(wordNotDeleted(run, messageOf(error)));
  });
}

/** Whether nobody writes a journal any more, and nothing in it says how its run ended. */
export async function breaksOff(folder: string): Promise<boolean> {
  if ((await writerOf(folder)) !== undefined || (await readHead(folder)).kind === "foreign") return false;
  return (await tellOf(folder, false)).state === "running";
}

/** Deletes what is beyond the bounds, and what killed runners left without a word in it. */
export async function keepWithin(stateDir: string, bounds: HistoryBounds, nowMs: number): Promise<void> {
  const aged: (Aged & { readonly folder: string })[] = [];
  for await (const { project, run, folder } of runFolders(stateDir)) {
    try {
      const head = await readHead(folder);
      if (head.kind === "foreign") continue;
      const { mtimeMs: writtenMs } = await ask(() => stat(join(folder, "events.jsonl")));
      const goesOn = (await writerOf(folder)) !== undefined;
      aged.push({ project, run, folder, writtenMs, bytes: await bytesOf(folder), goesOn });
    } catch (error) {
      if (error instanceof DiskHangs) throw error;
      if (!isMissing(error) || (await writerOf(folder)) !== undefined) continue;
      const { mtimeMs } = (await statIfThere(folder)) ?? { mtimeMs: nowMs };
      if (nowMs - mtimeMs > LEFTOVER_MS) await removeIfPossible(folder);
    }
  }
  for (const name of await namesIn(stateDir)) {
    for (const { folder, owner } of await importFolders(join(stateDir, name))) {
      if (!isRunnerAlive(owner)) await removeIfPossible(folder);
    }
  }
  const beyond = new Set(runsBeyond(aged, bounds, nowMs));
  for (const { run, folder } of aged) if (beyond.has(run)) await removeIfPossible(folder);
}

/** One that can't be deleted, as another user's, keeps no other. */
async function removeIfPossible(folder: string): Promise<void> {
  try {
    await removeJournal(folder);
  } catch (error) {
    if (error instanceof DiskHangs) throw error;
  }
}

/** The bounds that an editor has set last, for the processes that nobody tells any. */
export async function readBounds(stateDir: string): Promise<HistoryBounds> {
  try {
    const read: unknown = JSON.parse(await ask(() => readFile(boundsFile(stateDir), "utf8")));
    const bounds = { ...DEFAULT_BOUNDS, ...(typeof read === "object" ? read : {}) };
    return Object.values(bounds).every((each) => typeof each === "number") ? bounds : DEFAULT_BOUNDS;
  } catch {
    return DEFAULT_BOUNDS;
  }
}

export async function writeBounds(stateDir: string, bounds: HistoryBounds): Promise<void> {
  await ask(() => writeFile(boundsFile(stateDir), JSON.stringify(bounds)));
}

function boundsFile(stateDir: string): string {
  return join(stateDir, "history.json");
}

async function summarise(folder: string, run: RunId): Promise<RunSummary> {
  const writer = await writerOf(folder);
  const told = await tellOf(folder, writer === undefined);
  const { startedMs, ...rest } = told;
  return {
    run,
    ...rest,
    startedMs: startedMs ?? (await ask(() => stat(join(folder, "events.jsonl")))).birthtimeMs,
    ...(writer === undefined ? {} : { writer }),
    bytes: await bytesOf(folder),
  };
}

/** What the events say; of a run that is over, read from beside them once they have been read. */
async function tellOf(folder: string, isOver: boolean): Promise<Told> {
  const length = await eventsLength(folder);
  const kept = isOver ? await readKept(folder) : undefined;
  if (kept?.schema === JOURNAL_SCHEMA && kept.read === length) return kept.told;
  const fold = summaryFold();
  await forEachLine(folder, { logs: false }, fold.take);
  const told = fold.told(isOver);
  if (isOver) {
    const text = JSON.stringify({ schema: JOURNAL_SCHEMA, read: length, told } satisfies Kept);
    // It holds inputs and errors as the journal does, and is for nobody else either.
    // On a disk that is full or read-only it is read anew each time.
    await ask(() => writeFile(keptFile(folder), text, { mode: 0o600 })).catch(() => undefined);
  }
  return told;
}

function keptFile(folder: string): string {
  return join(folder, "summary.json");
}

async function readKept(folder: string): Promise<Kept | undefined> {
  try {
    return JSON.parse(await ask(() => readFile(keptFile(folder), "utf8"))) as Kept;
  } catch {
    return undefined;
  }
}

/** Who writes the journal; undefined when nobody does, or nobody does any more. */
async function writerOf(folder: string): Promise<RunSummary["writer"]> {
  try {
    const path = join(folder, "lock");
    const lock: unknown = JSON.parse(await ask(() => readFile(path, "utf8")));
    const identity = typeof lock === "object" && lock !== null && "runner" in lock ? String(lock.runner) : "";
    const { mtimeMs: heardMs } = await ask(() => stat(path));
    if (!isRunnerAlive(identity, Date.now() - heardMs)) return undefined;
    return { pid: Number(identity.split(".")[0]), own: identity === runnerIdentity() };
  } catch (error) {
    if (error instanceof DiskHangs) throw error;
    return undefined;
  }
}

async function* runFolders(
  stateDir: string,
): AsyncIterable<{ readonly project: string; readonly run: RunId; readonly folder: string }> {
  for (const name of await namesIn(stateDir)) {
    const project = join(stateDir, name);
    for (const run of await namesIn(join(project, "runs"))) {
      yield { project, run, folder: join(project, "runs", run) };
    }
  }
}

async function bytesOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await namesIn(folder)) bytes += (await statIfThere(join(folder, name)))?.size ?? 0;
  return bytes;
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  return ask(() => stat(path)).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

/** Its events go first: without them nothing is found any more, whatever becomes of the rest. */
export async function removeJournal(folder: string): Promise<void> {
  await ask(() => rm(join(folder, "events.jsonl"), { force: true }));
  await askBulk(() => rm(folder, { recursive: true, force: true }));
}

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

function liesIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !/^([a-z]:)?[\\/]/i.test(way));
}
