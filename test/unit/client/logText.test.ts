/** Whole logs read by range from real files: every byte is shown once, whatever its encoding. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readLogText } from "../../../client/journal/logText.ts";
import { readOutput } from "../../../runner/src/journalFiles.ts";

/** A log of these bytes, read `chunkBytes` at a time. */
function logOf(bytes: Buffer, chunkBytes: number, mostBytes = 1_000) {
  const folder = mkdtempSync(join(tmpdir(), "flightdeck-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "output.log"), bytes);
  return readLogText({
    read: (from, to) => readOutput(folder, from, to),
    isCancelled: () => false,
    chunkBytes,
    mostBytes,
  });
}

test.for([1, 2, 3, 4, 5, 7, 100])(
  "characters that ranges of %i bytes cut in two come whole or not at all",
  async (chunk) => {
    const { text } = await logOf(Buffer.from("a é € 𝄞 z"), chunk);
    if (chunk >= 4) expect(text).toBe("a é € 𝄞 z");
    else expect(text.replaceAll("\uFFFD", "")).toMatch(/^a .* z$/);
  },
);

test.for([4, 5, 6, 7, 100])("bytes that are no UTF-8 lose nothing after them, by ranges of %i bytes", async (chunk) => {
  const { text } = await logOf(Buffer.from("caf\xe9 au lait\ncr\xe8me br\xfbl\xe9e\n\xff\xfe\xe9", "latin1"), chunk);
  expect(text).toBe("caf\uFFFD au lait\ncr\uFFFDme br\uFFFDl\uFFFDe\n\uFFFD\uFFFD\uFFFD");
});

test("of a long log the last part is read, and how much is left out is told", async () => {
  expect(await logOf(Buffer.from("0123456789"), 3, 4)).toEqual({ text: "6789", leftOut: 6 });
});

test("an empty log", async () => {
  expect(await logOf(Buffer.alloc(0), 3)).toEqual({ text: "", leftOut: 0 });
});
