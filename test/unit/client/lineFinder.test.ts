/** A text that grows, is cut and is replaced: every line is looked at as often as it changes. */

import { expect, test } from "vitest";
import { createLineFinder } from "../../../client/output/lineFinder.ts";

const open = { isCancellationRequested: false };

/** A panel whose lines can be replaced from one on, as the editor does. */
function panel(...lines: string[]) {
  const finder = createLineFinder<string>(() => Promise.resolve());
  const looked: number[] = [];
  const document = {
    get lineCount() {
      return lines.length + 1;
    },
    lineAt: (row: number) => ({ text: lines[row] ?? "" }),
  };
  const look = (text: string, row: number) => {
    looked.push(row);
    return text.includes(".py") ? [`${row} ${text}`] : [];
  };
  return {
    finder,
    document,
    find: (key: unknown = "", token = open) => finder.find(document, key, look, token),
    replace(from: number, ...rest: string[]) {
      lines.splice(from, lines.length, ...rest);
      finder.changed(document, from);
    },
    /** The rows that were looked at since the last time. */
    looked: () => looked.splice(0),
  };
}

test("what is appended alone is looked through", async () => {
  const { find, replace, looked } = panel("a.py", "-");
  expect(await find()).toEqual(["0 a.py"]);
  expect(looked()).toEqual([0, 1]);
  replace(2, "b.py");
  expect(await find()).toEqual(["0 a.py", "2 b.py"]);
  expect(looked()).toEqual([2]);
  expect(await find()).toEqual(["0 a.py", "2 b.py"]);
  expect(looked()).toEqual([]);
  expect(await find("other")).toEqual(["0 a.py", "2 b.py"]);
  expect(looked()).toEqual([0, 1, 2]);
});

test("after a cut, links are those of the text, also where its first and its last line are as before", async () => {
  const { find, replace } = panel("… 3 MB above are left out", "a.py", "-", "same");
  expect(await find()).toEqual(["1 a.py"]);
  replace(0, "… 3 MB above are left out", "-", "b.py", "same", "same");
  expect(await find()).toEqual(["2 b.py"]);
  // The editor tells of the lines that differ alone.
  replace(3, "c.py");
  expect(await find()).toEqual(["2 b.py", "3 c.py"]);
  replace(0);
  expect(await find()).toEqual([]);
});

test("a text that changes while it is looked through is looked through as it is at last", async () => {
  const { find, replace } = panel(...Array.from({ length: 120 }, (_, row) => `${row}.py`));
  const finding = find();
  replace(10, "-", "x.py");
  expect(await finding).toEqual([...Array.from({ length: 10 }, (_, row) => `${row} ${row}.py`), "11 x.py"]);
});

test("called off, it goes on from there the next time; of another document nothing is known", async () => {
  const { find, looked, finder, document } = panel(...Array.from({ length: 60 }, () => "-"));
  expect(await find("", { isCancellationRequested: true })).toBeUndefined();
  expect(looked()).toHaveLength(50);
  finder.changed({ ...document }, 0);
  expect(await find()).toEqual([]);
  expect(looked()).toHaveLength(10);
  expect(await finder.find({ lineCount: 2, lineAt: () => ({ text: "z" }) }, "", (text) => [text], open)).toEqual(["z"]);
});
