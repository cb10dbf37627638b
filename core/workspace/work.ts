/** Does indexing work on the thread that asks. */

import { assertNever } from "../../base/assertNever.ts";
import { discover } from "./discover.ts";
import { checkEntry, type Entry, type Glancing, type Parse, type ReadItem, readEntry } from "./entry.ts";
import type { ReadResult, Results, Work } from "./messages.ts";
import type { Worklist } from "./pool.ts";

/** Reads each, at a glance where it is shown how. */
export function readItems(root: string, items: readonly ReadItem[], parse: Parse, glance?: Parse): ReadResult {
  return sorted(items, (item) => readEntry(root, item, parse, glance));
}

export function checkItems(root: string, items: readonly ReadItem[], parser: Glancing): ReadResult {
  return sorted(items, (item) => checkEntry(root, item, parser));
}

function sorted(items: readonly ReadItem[], read: (item: ReadItem) => Entry | "unchanged" | undefined): ReadResult {
  const entries: Entry[] = [];
  const unchanged: string[] = [];
  for (const item of items) {
    const entry = read(item);
    if (entry === "unchanged") unchanged.push(item.path);
    else if (entry !== undefined) entries.push(entry);
  }
  return { entries, unchanged };
}

function doWork(work: Work, parse: Parse): Results[Work["kind"]] {
  switch (work.kind) {
    case "discover":
      return discover(work.root, work.exclude);
    case "read":
      return readItems(work.root, work.items, parse);
    case "check":
      // Nothing is only glanced at here.
      return { entries: [], unchanged: work.items.map(({ path }) => path) };
    default:
      return assertNever(work);
  }
}

/** A work list without threads, for programs that live shortly: starting threads costs a small folder more than they save. */
export function ownThread(parse: Parse): Worklist {
  return {
    width: 1,
    prepare: () => {},
    run: async (work) => doWork(work, parse) as never,
    dispose: () => {},
  };
}
