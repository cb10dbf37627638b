/** What the index knows of one file on disk. Facts are data here: only core/analysis looks inside. */

import { join } from "node:path";
import { assertNever } from "../../base/assertNever.ts";
import type { FileProblem } from "../../protocol/model.ts";
import { type FileFacts, notebookFacts, type PythonParser, readNotebook } from "../analysis/index.ts";
import { isNotebook } from "./discover.ts";
import { importedModules } from "./imports.ts";
import { MAX_FILE_BYTES, MAX_NOTEBOOK_BYTES, readSource, type Source, type Stamp } from "./source.ts";

export type { FileFacts };

/** Text → facts, as core/analysis makes them. */
export type Parse = (text: string) => FileFacts;

/** What reads many files: at a glance first, and then whether the glance missed something. */
export type Glancing = Pick<PythonParser, "facts" | "glance" | "isWhole">;

export interface Entry {
  /** Relative to the root, `/` between parts. */
  readonly path: string;
  /** Absent where the file can't even be looked at. */
  readonly stamp?: Stamp;
  readonly saysFlyte: boolean;
  readonly imports: readonly string[];
  /** Absent while nothing makes the file matter. */
  readonly facts?: FileFacts | undefined;
  readonly problem?: FileProblem;
  /** Whether something is broken in the bodies that its facts leave as text is still to be found out. */
  readonly glanced?: true;
}

/** Which file to read. */
export interface ReadItem {
  readonly path: string;
  /** What the asker holds already. */
  readonly known?: Stamp;
  /** Parse it also if it does not speak of flyte. */
  readonly always?: boolean;
  /** Bytes beyond which it is not read, where that is less than for the folder's own files. */
  readonly limit?: number;
}

/**
 * `undefined` when the file is not there.
 * @param glance reads what is not a notebook instead, where it is given
 */
export function readEntry(root: string, item: ReadItem, parse: Parse, glance?: Parse): Entry | "unchanged" | undefined {
  const { path } = item;
  const limit = item.limit ?? (isNotebook(path) ? MAX_NOTEBOOK_BYTES : MAX_FILE_BYTES);
  const source = readSource(join(root, path), item.known, limit);
  switch (source.kind) {
    case "absent":
      return undefined;
    case "unchanged":
      return "unchanged";
    case "problem": {
      const { saysFlyte, problem, stamp } = source;
      return { path, saysFlyte, imports: [], problem, ...(stamp === undefined ? {} : { stamp }) };
    }
    case "text": {
      if (isNotebook(path)) return notebookEntry(path, source, parse);
      const { text, saysFlyte, stamp } = source;
      if (!saysFlyte && item.always !== true) return { path, stamp, saysFlyte, imports: importedModules(text) };
      const facts = (glance ?? parse)(text);
      const entry = { path, stamp, saysFlyte, imports: facts.imports, facts };
      return glance === undefined ? entry : { ...entry, glanced: true };
    }
    default:
      return assertNever(source);
  }
}

/** Of a file that was only glanced at: unchanged where it still is what it was and nothing in it is broken, else how it reads. */
export function checkEntry(
  root: string,
  { path, known, limit = MAX_FILE_BYTES }: ReadItem,
  { facts, isWhole }: Glancing,
): Entry | "unchanged" | undefined {
  const source = readSource(join(root, path), undefined, limit);
  if (source.kind === "text" && source.stamp === known && isWhole(source.text)) return "unchanged";
  return readEntry(root, { path, limit, always: true }, facts);
}

type Text = Extract<Source, { readonly kind: "text" }>;

/** What a notebook says is what its code says: its pictures and outputs may name Flyte too. */
function notebookEntry(path: string, { text, saysFlyte, stamp }: Text, parse: Parse): Entry {
  // Nobody imports a notebook, so one without Flyte is nobody's affair.
  if (!saysFlyte) return { path, stamp, saysFlyte, imports: [] };
  const notebook = readNotebook(text);
  if (notebook.kind === "problem") {
    return { path, stamp, saysFlyte, imports: [], problem: { kind: "notebook", what: notebook.what } };
  }
  if (!notebook.text.includes("flyte")) return { path, stamp, saysFlyte: false, imports: [] };
  if (notebook.text.length > MAX_FILE_BYTES) {
    const problem = { kind: "tooLarge", bytes: notebook.text.length, limit: MAX_FILE_BYTES } as const;
    return { path, stamp, saysFlyte, imports: [], problem };
  }
  const facts = notebookFacts(notebook, parse);
  return { path, stamp, saysFlyte, imports: facts.imports, facts };
}
