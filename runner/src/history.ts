/** The journals of all runs: lists them, deletes one, keeps them within bounds. How a journal reads is journalReader.ts's. */

import { readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { codeOf, messageOf } from "../../base/errorText.ts";
import type { HistoryBounds, RunId, RunSummary } from "../../protocol/index.ts";
import type { ListRunsResult } from "../../protocol/runner.ts";
import { type Aged, runsBeyond } from "./bounds.ts";
import { findRunFolder, JOURNAL_SCHEMA, projectFolder } from "./journal.ts";
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
  try {
    readdirSync(stateDir);
  } catch (error) {
    if (!isMissing(error)) throw new Error(wordNoHistory(stateDir, messageOf(error)));
  }
  const wanted = folders?.map((folder) => ({ folder: real(folder), project: projectFolder(stateDir, folder) }));
  for (const { project, run, folder } of runFolders(stateDir)) {
    try {
      const head = await readHead(folder);
      const isIn = (spec: RunSummary["spec"]): boolean =>
        wanted === undefined ||
        wanted.some((each) => each.project === project || (spec !== undefined && liesIn(each.folder, real(spec.cwd))));
      if (head.kind === "foreign") {
        if (isIn(undefined)) refused.push({ run, message: wordForeignJournal(run, head.schema) });
        continue;
      }
      const summary = await summarise(folder, run);
      if (isIn(summary.spec)) runs.push(summary);
    } catch (error) {
      // Else it was deleted meanwhile, or has not begun.
      if (!isMissing(error)) refused.push({ run, message: wordUnreadable(run, messageOf(error)) });
    }
  }
  return { runs: runs.sort((a, b) => b.startedMs - a.startedMs || (a.run < b.run ? 1 : -1)), refused };
}

/** The folder of a run whose journal can be read. Throws in words for the user. */
export async function readableFolder(stateDir: string, run: RunId): Promise<string> {
  // A run id is a folder's name; what isn't one leads nowhere.
  const folder = /^\w+$/.test(run) ? findRunFolder(stateDir, run) : undefined;
  if (folder === undefined) throw new Error(wordNoRun(run));
  const head = await readHead(folder);
  if (head.kind === "foreign") throw new Error(wordForeignJournal(run, head.schema));
  return folder;
}

/** Deletes a run's journal. Throws in words for the user when it goes on, or is of another version. */
export async function deleteJournal(stateDir: string, run: RunId): Promise<void> {
  const folder = await readableFolder(stateDir, run);
  if (writerOf(folder) !== undefined) throw new Error(wordStillRunning(run));
  try {
    remove(folder);
  } catch (error) {
    throw new Error(wordNotDeleted(run, messageOf(error)));
  }
}

/** Deletes what is beyond the bounds, and what killed runners left without a word in it. */
export async function keepWithin(stateDir: string, bounds: HistoryBounds, nowMs: number): Promise<void> {
  const aged: (Aged & { readonly folder: string })[] = [];
  for (const { project, run, folder } of runFolders(stateDir)) {
    try {
      const head = await readHead(folder);
      if (head.kind === "foreign") continue;
      const writtenMs = statSync(join(folder, "events.jsonl")).mtimeMs;
      aged.push({ project, run, folder, writtenMs, bytes: bytesOf(folder), goesOn: writerOf(folder) !== undefined });
    } catch (error) {
      if (!isMissing(error) || writerOf(folder) !== undefined) continue;
      if (nowMs - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? nowMs) > LEFTOVER_MS) remove(folder);
    }
  }
  const beyond = new Set(runsBeyond(aged, bounds, nowMs));
  for (const { run, folder } of aged) if (beyond.has(run)) remove(folder);
}

/** The bounds that an editor has set last, for the processes that nobody tells any. */
export function readBounds(stateDir: string): HistoryBounds {
  try {
    const read: unknown = JSON.parse(readFileSync(boundsFile(stateDir), "utf8"));
    const bounds = { ...DEFAULT_BOUNDS, ...(typeof read === "object" ? read : {}) };
    return Object.values(bounds).every((each) => typeof each === "number") ? bounds : DEFAULT_BOUNDS;
  } catch {
    return DEFAULT_BOUNDS;
  }
}

export function writeBounds(stateDir: string, bounds: HistoryBounds): void {
  writeFileSync(boundsFile(stateDir), JSON.stringify(bounds));
}

function boundsFile(stateDir: string): string {
  return join(stateDir, "history.json");
}

async function summarise(folder: string, run: RunId): Promise<RunSummary> {
  const writer = writerOf(folder);
  const told = await tellOf(folder, writer === undefined);
  const { startedMs, ...rest } = told;
  return {
    run,
    ...rest,
    startedMs: startedMs ?? statSync(join(folder, "events.jsonl")).birthtimeMs,
    ...(writer === undefined ? {} : { writer }),
    bytes: bytesOf(folder),
  };
}

/** What the events say; of a run that is over, read from beside them once they have been read. */
async function tellOf(folder: string, isOver: boolean): Promise<Told> {
  const length = await eventsLength(folder);
  const kept = isOver ? readKept(folder) : undefined;
  if (kept?.schema === JOURNAL_SCHEMA && kept.read === length) return kept.told;
  const fold = summaryFold();
  await forEachLine(folder, { logs: false }, fold.take);
  const told = fold.told(isOver);
  if (isOver) {
    try {
      const text = JSON.stringify({ schema: JOURNAL_SCHEMA, read: length, told } satisfies Kept);
      // It holds inputs and errors as the journal does, and is for nobody else either.
      writeFileSync(keptFile(folder), text, { mode: 0o600 });
    } catch {
      // On a disk that is full or read-only it is read anew each time.
    }
  }
  return told;
}

function keptFile(folder: string): string {
  return join(folder, "summary.json");
}

function readKept(folder: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(keptFile(folder), "utf8")) as Kept;
  } catch {
    return undefined;
  }
}

/** Who writes the journal; undefined when nobody does, or nobody does any more. */
function writerOf(folder: string): RunSummary["writer"] {
  try {
    const lock: unknown = JSON.parse(readFileSync(join(folder, "lock"), "utf8"));
    const identity = typeof lock === "object" && lock !== null && "runner" in lock ? String(lock.runner) : "";
    if (!isRunnerAlive(identity)) return undefined;
    return { pid: Number(identity.split(".")[0]), own: identity === runnerIdentity() };
  } catch {
    return undefined;
  }
}

function runFolders(
  stateDir: string,
): readonly { readonly project: string; readonly run: RunId; readonly folder: string }[] {
  return namesIn(stateDir).flatMap((name) => {
    const project = join(stateDir, name);
    return namesIn(join(project, "runs")).map((run) => ({ project, run, folder: join(project, "runs", run) }));
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function bytesOf(folder: string): number {
  return namesIn(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** Its events go first: without them nothing is found any more, whatever becomes of the rest. */
function remove(folder: string): void {
  rmSync(join(folder, "events.jsonl"), { force: true });
  rmSync(folder, { recursive: true, force: true });
}

const isMissing = (error: unknown): boolean => codeOf(error) === "ENOENT";

function liesIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !/^([a-z]:)?[\\/]/i.test(way));
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
