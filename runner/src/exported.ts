/** A run as one file that can be sent to somebody: its attachments, and its journal with the printed text in its place. Written and read here. */

import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { messageOf } from "../../base/errorText.ts";
import type { DrawnImage, Output, RunEnd, RunEvent, RunId } from "../../protocol/index.ts";
import { ask } from "./disk.ts";
import { breaksOff, removeJournal } from "./history.ts";
import { JOURNAL_SCHEMA, type Journal, openJournal } from "./journal.ts";
import { attachmentsOf, findRunFolder, importFolder, readAttachment, runFolder } from "./journalFiles.ts";
import { eventsIn } from "./journalReader.ts";
import { wordForeignJournal, wordJournal, wordNoImport } from "./journalWords.ts";
import { runnerIdentity } from "./sweep.ts";

const HEAD = 4096;
const BATCH = 1000;

/** What stands in a journal's lines as it is. */
type Told = Exclude<RunEvent, { readonly kind: "log" }>;

/** A report, a traceback, a value or an image that its run's events name; it stands before them. */
type Attachment = { readonly attachment: string } & ({ readonly text: string } | { readonly base64: string });

/** The file's text, piece by piece. Bytes that are no UTF-8 are replaced: they stay in the journal alone. */
export async function* exportRun(folder: string, run: RunId): AsyncIterable<string> {
  yield lineOf({ schema: JOURNAL_SCHEMA, run, exported: true });
  for (const attachment of await attachmentsOf(folder)) {
    const content = await readAttachment(folder, attachment);
    const held = attachment.endsWith(".png")
      ? { base64: content.toString("base64") }
      : { text: content.toString("utf8") };
    const line: Attachment = { attachment, ...held };
    yield lineOf(line);
  }
  for await (const batch of eventsIn(folder, { logs: true })) {
    yield batch.map(lineOf).join("");
  }
}

/** Writes the file; one that is there is replaced once the new one is whole. */
export async function writeExport(folder: string, run: RunId, path: string): Promise<void> {
  const part = `${path}.part`;
  const file = await open(part, "w", 0o600);
  try {
    try {
      for await (const text of exportRun(folder, run)) await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Readers of lines take U+2028 and U+2029 for ends of lines, too. */
function lineOf(value: object): string {
  return `${JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")}\n`;
}

/**
 * Takes an exported run into the history of a folder, as if it had been run there, once it is whole. One of this id that is
 * there stays, unless it breaks off and the file tells how it ended. Throws in words for the user.
 */
export async function importRun(stateDir: string, path: string, rootDir: string): Promise<{ readonly run: RunId }> {
  const { run, lines } = await openExport(path);
  if (!/^\w+$/.test(run)) throw new Error(wordForeignJournal(path, undefined));
  const present = await findRunFolder(stateDir, run);
  if (present !== undefined && !(await breaksOff(present))) return { run };
  const folder = runFolder(stateDir, rootDir, run);
  const part = importFolder(stateDir, rootDir, run, runnerIdentity());
  try {
    await stage(path, lines, { run, part, folder });
    if (present === undefined || !(await breaksOff(part))) {
      if (present !== undefined) await removeJournal(present);
      await place(part, folder);
    }
  } finally {
    await removeJournal(part).catch(() => undefined);
  }
  return { run };
}

interface Staged {
  readonly run: RunId;
  /** Where it is written. */
  readonly part: string;
  /** Where it will lie. */
  readonly folder: string;
}

async function stage(
  path: string,
  lines: AsyncIterable<readonly ExportLine[]>,
  { run, part, folder }: Staged,
): Promise<void> {
  const journal = await openJournal(part, run, runnerIdentity()).catch((error: unknown) => {
    throw new Error(wordNoImport(folder, messageOf(error)));
  });
  let isForeign = false;
  try {
    await copy(lines, journal, folder);
  } catch {
    isForeign = true;
  } finally {
    await journal.close();
  }
  const refused = journal.troubles().find(({ kind }) => kind === "refused" || kind === "hangs");
  if (refused?.kind === "refused") throw new Error(wordNoImport(folder, refused.reason));
  if (refused !== undefined) throw new Error(wordJournal(folder, refused));
  if (isForeign) throw new Error(wordForeignJournal(path, undefined));
}

/** What lies there without events is nobody's. */
async function place(part: string, folder: string): Promise<void> {
  try {
    await ask(() => mkdir(dirname(folder), { recursive: true }));
    await removeJournal(folder);
    await ask(() => rename(part, folder));
  } catch (error) {
    throw new Error(wordNoImport(folder, messageOf(error)));
  }
}

async function copy(lines: AsyncIterable<readonly ExportLine[]>, journal: Journal, folder: string): Promise<void> {
  const attached = new Set<string>();
  for await (const batch of lines) {
    for (const line of batch) {
      if ("attachment" in line) {
        const content = "text" in line ? line.text : Buffer.from(line.base64, "base64");
        if (await journal.attach(line.attachment, content)) attached.add(line.attachment);
      } else if (line.kind === "log") {
        const { kind: _, text, ...log } = line;
        journal.appendLog(log, Buffer.from(text));
      } else for (const each of rehomed(line, folder, attached)) journal.append(each);
    }
    await journal.flush();
  }
}

/** An event as it is in another journal: without the attachments that it doesn't have, which nobody could open there. */
function rehomed(event: Told, folder: string, attached: ReadonlySet<string>): readonly Told[] {
  switch (event.kind) {
    case "report":
      return attached.has(event.file) ? [{ ...event, path: join(folder, event.file) }] : [];
    case "actionFinished":
    case "finished":
      return [{ ...event, end: endWith(event.end, folder, attached) }];
    default:
      return [event];
  }
}

function endWith(end: RunEnd, folder: string, attached: ReadonlySet<string>): RunEnd {
  switch (end.kind) {
    case "error": {
      const { traceback, ...error } = end.error;
      return traceback !== undefined && attached.has(traceback) ? end : { kind: "error", error };
    }
    case "outputs":
      return {
        kind: "outputs",
        outputs: end.outputs.map((output) => outputWith(output, folder, attached)),
      };
    default:
      return end;
  }
}

function outputWith({ images, cut, form, ...output }: Output, folder: string, attached: ReadonlySet<string>): Output {
  const here = <T extends DrawnImage>(image: T): readonly T[] =>
    attached.has(image.file) ? [{ ...image, path: join(folder, image.file) }] : [];
  const [shown] = form?.kind === "image" ? here(form) : [form];
  const drawn = images?.flatMap(here) ?? [];
  const isWhole = cut?.file === undefined || attached.has(cut.file);
  return {
    ...output,
    ...(shown === undefined ? {} : { form: shown }),
    ...(cut === undefined ? {} : { cut: isWhole ? cut : { characters: cut.characters } }),
    ...(drawn.length === 0 ? {} : { images: drawn }),
  };
}

/** Throws in words for the user when the file holds no exported run. */
export async function readExport(path: string): Promise<{
  readonly run: RunId;
  readonly events: AsyncIterable<readonly RunEvent[]>;
}> {
  const { run, lines } = await openExport(path);
  return { run, events: eventsAmong(lines) };
}

async function* eventsAmong(lines: AsyncIterable<readonly ExportLine[]>): AsyncIterable<readonly RunEvent[]> {
  for await (const batch of lines) yield batch.flatMap((line) => ("attachment" in line ? [] : [line]));
}

type ExportLine = RunEvent | Attachment;

async function openExport(
  path: string,
): Promise<{ readonly run: RunId; readonly lines: AsyncIterable<readonly ExportLine[]> }> {
  const head = await readHead(path);
  if (head.run === undefined) throw new Error(wordForeignJournal(path, head.schema));
  return { run: head.run, lines: readLines(path) };
}

async function readHead(path: string): Promise<{ readonly run?: RunId; readonly schema?: number }> {
  const data = Buffer.alloc(HEAD);
  const file = await open(path, "r");
  let read: number;
  try {
    ({ bytesRead: read } = await file.read(data, 0, HEAD, 0));
  } finally {
    await file.close();
  }
  const head = parse(data.toString("utf8", 0, read).split("\n", 1)[0] ?? "");
  if (typeof head !== "object" || head === null || !("exported" in head) || !("schema" in head)) return {};
  if (head.schema === JOURNAL_SCHEMA && "run" in head && typeof head.run === "string") return { run: head.run };
  return typeof head.schema === "number" ? { schema: head.schema } : {};
}

async function* readLines(path: string): AsyncIterable<readonly ExportLine[]> {
  let batch: ExportLine[] = [];
  let isHead = true;
  for await (const line of createInterface({
    input: createReadStream(path, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const read = isHead ? undefined : parse(line);
    isHead = false;
    if (typeof read !== "object" || read === null || !("kind" in read || "attachment" in read)) continue;
    batch.push(read as ExportLine);
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
