/** A task's signature as people read it. */

import { expect, test } from "vitest";
import { taskSignature } from "../../../core/analysis/words/summary.ts";

test("types lose their modules, defaults stay as written, and None is no result", () => {
  const inputs = [
    { name: "day", annotation: "datetime.date", hasDefault: false },
    { name: "files", annotation: "dict[str, flyte.io.File]", hasDefault: false },
    { name: "limit", annotation: "int", hasDefault: true, defaultText: "10" },
    { name: "loose", hasDefault: true, defaultText: "None" },
    { name: "größe", annotation: "maße.Länge", hasDefault: true },
  ];
  expect(taskSignature({ inputs, output: "typing.Optional[pandas.DataFrame]" })).toBe(
    "(day: date, files: dict[str, File], limit: int = 10, loose=None, größe: Länge = …) → Optional[DataFrame]",
  );
  expect(taskSignature({ inputs: [], output: "None" })).toBe("()");
  expect(taskSignature({ inputs: [] })).toBe("()");
});
