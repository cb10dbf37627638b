/** Reads journals as any program may, without the runner's help: what they hold is checked by it. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { JOURNAL_SCHEMA, type JournalLine } from "../../runner/src/journal.ts";

/** What a journal holds. A last line that was cut by a crash is left out. */
export interface JournalContent {
  readonly run: string;
  readonly lines: readonly JournalLine[];
}

/** Reads a journal, also one that is being written. */
export function readJournal(folder: string): JournalContent {
  const text = readFileSync(join(folder, "events.jsonl"), "utf8");
  const [head, ...lines] = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((each) => each !== "");
  const { schema, run } = JSON.parse(head ?? "{}") as { readonly schema?: number; readonly run?: string };
  if (schema !== JOURNAL_SCHEMA || run === undefined) throw new Error(`Not a journal of this schema: ${folder}`);
  return { run, lines: lines.map((each) => JSON.parse(each) as JournalLine) };
}
