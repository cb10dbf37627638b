/** Where a journal lies, and what lies in it beside its events: printed bytes, attachments. Writing them is journal.ts's, events are journalReader.ts's. */

import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { type FileHandle, open, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { RunId } from "../../protocol/index.ts";
import type { ReadLogResult } from "../../protocol/runner.ts";
import { ask, askBulk, DiskHangs } from "./disk.ts";

const IMPORTS = "imports";

/** Where the journals of a project lie: its folder may be reached by many paths, so the real one counts, in the case that the disk has. */
export function projectFolder(stateDir: string, rootDir: string): string {
  // Of one that is gone the run will say so; the journal still has a place.
  return join(stateDir, createHash("sha256").update(realPath(rootDir)).digest("hex"));
}

/** A path without links, in the case that the disk has; as it is, where nothing is there. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

export function runFolder(stateDir: string, rootDir: string, run: RunId): string {
  return join(projectFolder(stateDir, rootDir), "runs", run);
}

/** Where a run is taken in until it is whole. @param owner the process that does so */
export function importFolder(stateDir: string, rootDir: string, run: RunId, owner: string): string {
  return join(projectFolder(stateDir, rootDir), IMPORTS, `${run}.${owner}`);
}

/** All such folders of a project, with the process that each is of. */
export async function importFolders(
  project: string,
): Promise<readonly { readonly folder: string; readonly owner: string }[]> {
  const names = await namesIn(join(project, IMPORTS));
  return names.map((name) => ({ folder: join(project, IMPORTS, name), owner: name.slice(name.indexOf(".") + 1) }));
}

/** The folder of a run of whichever project; undefined when there is none. */
export async function findRunFolder(stateDir: string, run: RunId): Promise<string | undefined> {
  for (const project of await namesIn(stateDir)) {
    const folder = join(stateDir, project, "runs", run);
    if (await isThere(join(folder, "events.jsonl"))) return folder;
  }
  return undefined;
}

/** What a folder holds; nothing where there is none. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return ask(() => readdir(folder)).catch((error: unknown) => {
    if (error instanceof DiskHangs) throw error;
    return [];
  });
}

async function isThere(path: string): Promise<boolean> {
  return ask(() => stat(path)).then(
    () => true,
    (error: unknown) => {
      if (error instanceof DiskHangs) throw error;
      return false;
    },
  );
}

/** Whether a file is what a journal calls so: never its events, nor what lies elsewhere. */
export const isAttachment = (name: string): boolean =>
  /^(?:(?:value|report|traceback)-\d+\.(?:txt|html)|image-\d+\.png)$/.test(name);

/** What a run's events name. Throws where the journal has no such one. */
export async function readAttachment(folder: string, name: string): Promise<Buffer> {
  if (!isAttachment(name)) throw new Error(`${name} is no attachment`);
  return askBulk(() => readFile(join(folder, name)));
}

/** Names of what can be read so. */
export async function attachmentsOf(folder: string): Promise<readonly string[]> {
  return (await ask(() => readdir(folder))).filter(isAttachment);
}

/** Everything that a run printed. */
export function outputFile(folder: string): string {
  return join(folder, "output.log");
}

export function openToRead(path: string): Promise<FileHandle> {
  return ask(
    () => open(path, "r"),
    (file) => void file.close().catch(() => undefined),
  );
}

/** Bytes `from` to `to` of a run's output as text. */
export async function readOutput(folder: string, from: number, to: number): Promise<ReadLogResult> {
  const file = await openToRead(outputFile(folder));
  try {
    const { size } = await ask(() => file.stat());
    const data = Buffer.alloc(Math.max(0, Math.min(to, size) - from));
    const { bytesRead } = await ask(() => file.read(data, 0, data.length, from));
    const read = data.subarray(0, bytesRead);
    // A character that begins here and ends beyond comes with the next range; if nothing else is here, as it is.
    const whole = from + bytesRead < size ? wholeCharacters(read) : bytesRead;
    const taken = whole === 0 ? bytesRead : whole;
    return { text: read.toString("utf8", 0, taken), next: from + taken, end: size };
  } finally {
    await ask(() => file.close());
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
