/** Does indexing work on the thread that asks. */

import { assertNever } from "../base/assertNever.ts";
import { discover } from "./discover.ts";
import { type Entry, type Parse, type ReadItem, readEntry } from "./entry.ts";
import type { ReadResult, Results, Work } from "./messages.ts";
import type { Worklist } from "./pool.ts";

export function readItems(root: string, items: readonly ReadItem[], parse: Parse): ReadResult {
  const entries: Entry[] = [];
  const unchanged: string[] = [];
  for (const item of items) {
    const entry = readEntry(root, item, parse);
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
    default:
      return assertNever(work);
  }
}

/** A work list without threads, for programs that live shortly: starting threads costs a small folder more than they save. */
export function ownThread(parse: Parse): Worklist {
  return {
    width: 1,
    run: async (work) => doWork(work, parse) as never,
    dispose: () => {},
  };
}
