/** What is remembered of rows that stand open. */

import { expect, test } from "vitest";
import { createOpenRows } from "../../../client/editor/openRows.ts";

const KEY = "rows";

/** What the editor keeps between two windows. */
function memory(kept?: unknown) {
  const values = new Map<string, unknown>([[KEY, kept]]);
  return {
    kept: () => values.get(KEY),
    get: <T>(key: string) => values.get(key) as T,
    update: (key: string, value: unknown) => {
      values.set(key, value);
      return Promise.resolve();
    },
  };
}

test("what was opened is open in the next window, what was closed is not", () => {
  const kept = memory();
  const rows = createOpenRows(kept, KEY);
  rows.opened("r1");
  rows.opened("r1/squares");
  rows.opened("r2");
  rows.closed("r2");
  expect(kept.kept()).toEqual(["r1", "r1/squares"]);

  const next = createOpenRows(kept, KEY);
  expect(next.isOpen("r1", false)).toBe(true);
  expect(next.isOpen("r1/squares", false)).toBe(true);
  expect(next.isOpen("r2", false)).toBe(false);
});

test("what opens by itself is remembered, too, unless it was closed since", () => {
  const kept = memory();
  const rows = createOpenRows(kept, KEY);
  expect(rows.isOpen("r1", true)).toBe(true);
  expect(kept.kept()).toEqual(["r1"]);
  rows.closed("r1");
  expect(rows.isOpen("r1", true)).toBe(false);
  expect(kept.kept()).toEqual([]);
});

test("a hundred are remembered, the newest; what was kept otherwise counts for nothing", () => {
  const kept = memory("r1");
  const rows = createOpenRows(kept, KEY);
  expect(rows.isOpen("r1", false)).toBe(false);
  for (let n = 0; n < 102; n++) rows.opened(`r${n}`);
  expect(rows.isOpen("r1", false)).toBe(false);
  expect(rows.isOpen("r2", false)).toBe(true);
  expect(kept.kept()).toHaveLength(100);
});
