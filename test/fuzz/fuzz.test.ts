/** Broken code of every kind, bounded: `npm run fuzz` goes on for as long as it is told. */

import { expect, test } from "vitest";
import { parser } from "../unit/analysis/parser.ts";
import { corpus } from "./corpus.ts";
import { fuzz, growth, told } from "./fuzz.ts";
import { caseOf } from "./mutate.ts";
import { shrunk } from "./shrink.ts";

const options = { corpus: corpus(), parser, seed: 1, millis: 10_000 };

test("whatever is done to real files, what is known afterwards is what their texts say", () => {
  const found = fuzz(options);
  if (typeof found !== "number") expect.fail(told(found));
  expect(found).toBeGreaterThan(10);
}, 60_000);

test("the same work takes the same memory each time", () => {
  const grown = growth(options, 25, 3);
  // What the engine compiles and caches comes and goes; a tree that is not freed stays each time.
  expect(Math.min(...grown)).toBeLessThan(256 * 1024);
}, 60_000);

test("a seed is always the same case, and no two are alike", () => {
  expect(caseOf(5, options.corpus)).toEqual(caseOf(5, options.corpus));
  expect(caseOf(5, options.corpus)).not.toEqual(caseOf(6, options.corpus));
});

test("a failing case is made as small as what makes it fail", () => {
  const files = { "a.py": "one\ntwo\nthree\nfour bad five\nsix\n", "b.py": "other\n" };
  const steps = [
    { kind: "edit", path: "b.py", from: 0, to: 0, text: "x" },
    { kind: "edit", path: "a.py", from: 0, to: 0, text: "needed and more" },
    { kind: "remove", path: "b.py" },
  ] as const;
  const smallest = shrunk(
    { files, steps },
    (smaller) =>
      smaller.files["a.py"]?.includes("bad") === true &&
      smaller.steps.some((step) => step.kind === "edit" && step.text.includes("needed")),
    5_000,
  );
  expect(smallest).toEqual({
    files: { "a.py": "bad" },
    steps: [{ kind: "edit", path: "a.py", from: 0, to: 0, text: "needed" }],
  });
});
