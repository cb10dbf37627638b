/** The question before a deployment promises nothing that the text doesn't tell. */

import { expect, test } from "vitest";
import { alongLines } from "../../../client/start/alongText.ts";

const sent = (...names: readonly string[]) =>
  names.map((name) => ({ name: name.replace("?", ""), isSure: !name.endsWith("?") }));
const place = { file: "etl.py", range: { start: { line: 7, character: 4 }, end: { line: 7, character: 9 } } };
const more = "More may come along: what etl.py:8 depends on can't be told from the text. The plan says why.";

test.each([
  ["nothing", sent("etl"), [], ["No other environment comes along."]],
  [
    "one beyond doubt, and one that only a branch brings",
    sent("etl", "features", "gpu?"),
    [],
    ["Comes along: features, gpu (maybe)"],
  ],
  ["one of two that have its name is certain", sent("etl", "gpu?", "gpu"), [], ["Comes along: gpu"]],
  ["what can't be told", sent("etl"), [place], [more]],
  ["some, and what can't be told", sent("etl", "features"), [place, place], ["Comes along: features", more]],
])("%s", (_, environments, unknown, lines) => {
  expect(alongLines("etl", { environments, unknown })).toEqual(lines);
});
