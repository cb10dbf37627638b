/** A run as one file that can be sent to somebody: its journal with the printed text in its place. Written and read here. */

import { closeSync, createReadStream, openSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { RunEnd, RunEvent, RunId } from "../../protocol/index.ts";
import { findRunFolder, JOURNAL_SCHEMA, openJournal, runFolder } from "./journal.ts";
import { eventsIn } from "./journalReader.ts";
import { wordForeignJournal, wordNoJournal } from "./messages.ts";
import { runnerIdentity } from "./sweep.ts";

const HEAD = 4096;
const BATCH = 1000;

/** What stands in a journal's lines as it is. */
type Told = Exclude<RunEvent, { readonly kind: "log" }>;

/** The file's text, piece by piece. Bytes that are no UTF-8 are replaced: they stay in the journal alone. */
export async function* exportRun(folder: string, run: RunId): AsyncIterable<string> {
  yield `${JSON.stringify({ schema: JOURNAL_SCHEMA, run, exported: true })}\n`;
  for await (const batch of eventsIn(folder, { logs: true })) {
    yield batch.map((event) => `${JSON.stringify(event)}\n`).join("");
  }
}

/** Writes the file; one that is there is replaced once the new one is whole. */
export async function writeExport(folder: string, run: RunId, path: string): Promise<void> {
  const part = `${path}.part`;
  const file = openSync(part, "w", 0o600);
  try {
    for await (const text of exportRun(folder, run)) writeFileSync(file, text);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
}

/** Takes an exported run into the history of a folder, as if it had been run there. One of this id that is there stays. Throws in words for the user. */
export async function importRun(stateDir: string, path: string, rootDir: string): Promise<{ readonly run: RunId }> {
  const { run, events } = readExport(path);
  if (!/^\w+$/.test(run)) throw new Error(wordForeignJournal(path, undefined));
  if (findRunFolder(stateDir, run) !== undefined) return { run };
  let trouble: Error | undefined;
  let isForeign = false;
  const journal = openJournal(runFolder(stateDir, rootDir, run), run, runnerIdentity(), (error) => {
    trouble = error;
  });
  try {
    for await (const batch of events) {
      for (const event of batch) {
        if (event.kind !== "log") for (const each of alone(event)) journal.append(each);
        else {
          const { kind: _, text, ...log } = event;
          journal.appendLog(log, Buffer.from(text));
        }
      }
    }
  } catch {
    isForeign = true;
  } finally {
    journal.close();
  }
  if (trouble === undefined && !isForeign) return { run };
  // A part of it would be taken for the whole when it is opened again.
  rmSync(journal.folder, { recursive: true, force: true });
  throw new Error(
    trouble === undefined ? wordForeignJournal(path, undefined) : wordNoJournal(journal.folder, trouble.message),
  );
}

/** An event without what lies in files of the journal that it comes from: nobody could open them here. */
function alone(event: Told): readonly Told[] {
  switch (event.kind) {
    case "report":
      return [];
    case "actionFinished":
    case "finished":
      return [{ ...event, end: endAlone(event.end) }];
    default:
      return [event];
  }
}

function endAlone(end: RunEnd): RunEnd {
  switch (end.kind) {
    case "error": {
      const { traceback: _, ...error } = end.error;
      return { kind: "error", error };
    }
    case "outputs":
      return {
        kind: "outputs",
        outputs: end.outputs.map(({ cut, ...output }) =>
          cut === undefined ? output : { ...output, cut: { characters: cut.characters } },
        ),
      };
    default:
      return end;
  }
}

/** Throws in words for the user when the file holds no exported run. */
export function readExport(path: string): {
  readonly run: RunId;
  readonly events: AsyncIterable<readonly RunEvent[]>;
} {
  const head = readHead(path);
  if (head.run === undefined) throw new Error(wordForeignJournal(path, head.schema));
  return { run: head.run, events: readEvents(path) };
}

function readHead(path: string): { readonly run?: RunId; readonly schema?: number } {
  const data = Buffer.alloc(HEAD);
  const file = openSync(path, "r");
  let read: number;
  try {
    read = readSync(file, data, 0, HEAD, 0);
  } finally {
    closeSync(file);
  }
  const head = parse(data.toString("utf8", 0, read).split("\n", 1)[0] ?? "");
  if (typeof head !== "object" || head === null || !("exported" in head) || !("schema" in head)) return {};
  if (head.schema === JOURNAL_SCHEMA && "run" in head && typeof head.run === "string") return { run: head.run };
  return typeof head.schema === "number" ? { schema: head.schema } : {};
}

async function* readEvents(path: string): AsyncIterable<readonly RunEvent[]> {
  let batch: RunEvent[] = [];
  let isHead = true;
  for await (const line of createInterface({
    input: createReadStream(path, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const event = isHead ? undefined : parse(line);
    isHead = false;
    if (typeof event !== "object" || event === null || !("kind" in event)) continue;
    batch.push(event as RunEvent);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
