/** The line that tells why a process ended. */

import { expect, test } from "vitest";
import { keepEnd, lastWords } from "../../../client/processes/lastWords.ts";

test("an uncaught exception of Node is told without its frames", () => {
  expect(
    lastWords(`/ext/dist/server.js:1
throw new Error("no grammar");
^

Error: no grammar
    at Object.<anonymous> (/ext/dist/server.js:1:7)
    at node:internal/main/run_main_module:36:49 {
  code: 'ENOENT'
}

Node.js v24.21.0
`),
  ).toBe("Error: no grammar");
});

test("without an exception it is the last line", () => {
  expect(lastWords("starting\nFATAL: out of memory\n\n")).toBe("FATAL: out of memory");
  expect(lastWords("")).toBe("");
});

test("only the end is kept of a process that says much", () => {
  const kept = keepEnd("x".repeat(10_000), "\nTypeError: late");
  expect(kept.length).toBe(4_000);
  expect(lastWords(kept)).toBe("TypeError: late");
});
