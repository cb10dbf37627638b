/** Numbers, paths and mentions as people read them. */

import { expect, test } from "vitest";
import { bytesText, durationText, fileMentions, lastLines, relativeTo, runMention } from "../../../runner/log/text.ts";

test.each([
  [0, "0.0 s"],
  [449, "0.4 s"],
  [9_900, "9.9 s"],
  [9_960, "10 s"],
  [59_400, "59 s"],
  [59_600, "1 min 0 s"],
  [192_000, "3 min 12 s"],
])("%d ms are %s", (ms, text) => expect(durationText(ms)).toBe(text));

test.each([
  [999, "999 bytes"],
  [34_200, "34 KB"],
  [999_499, "999 KB"],
  [999_500, "1.0 MB"],
  [52_428_800, "52.4 MB"],
])("%d bytes are %s", (bytes, text) => expect(bytesText(bytes)).toBe(text));

test.each([
  ["all of it fits", "one\ntwo\n", 8, "one\ntwo\n"],
  ["a line that doesn't fit goes", "one\ntwo\nthree\n", 11, "two\nthree\n"],
  ["a line that just fits stays", "one\ntwo\nthree\n", 10, "two\nthree\n"],
  ["a last line that is too long keeps its end", "one\ntwo three\n", 6, "three\n"],
  ["so does one without a line's end", "one\ntwo three", 5, "three"],
])("the end of a text: %s", (_, text, characters, kept) => {
  expect(lastLines(text, characters)).toBe(kept);
});

test("a path is relative to the folder that holds it", () => {
  expect(relativeTo("/p", "/p/lib/a.py")).toBe("lib/a.py");
  expect(relativeTo("/p", "/other/a.py")).toBe("/other/a.py");
  expect(relativeTo("/p", "/p2/a.py")).toBe("/p2/a.py");
  expect(relativeTo("/p", "/p/..data/a.py")).toBe("..data/a.py");
});

test("mentions of files are found with the columns they take", () => {
  const mentions = (text: string) =>
    fileMentions(text).map(({ start, end, file, line }) => `${text.slice(start, end)} = ${file} ${line}`);
  expect(mentions("✗ main  ValueError: no (x) rows (my dir/etl.py:31)")).toEqual([
    "my dir/etl.py:31 = my dir/etl.py 31",
  ]);
  expect(mentions('  File "/p/etl.py", line 7, in main')).toEqual(['File "/p/etl.py", line 7 = /p/etl.py 7']);
  expect(mentions("(etl.pyc:3) (etl.py) etl.py:3")).toEqual([]);
});

test("the run's id in the first line is found, wherever its words stand else", () => {
  const line = '▶ etl.main(note="run r1")     run r7fk2 · .venv/bin/python 3.12.4';
  const found = runMention(line);
  expect(found?.run).toBe("r7fk2");
  expect(line.slice(found?.start, found?.end)).toBe("run r7fk2");
  expect(runMention("  main  ▶ x     run r1")).toBeUndefined();
  expect(runMention("▶ deploy etl     run r2")?.run).toBe("r2");
});
