/** A measured folder as text: the scores, then each finding with its place. */

import type { Conformance } from "./check.ts";
import type { Finding, Measure, Score } from "./compare.ts";

const TITLES: Readonly<Record<Measure, string>> = {
  environments: "environments",
  tasks: "tasks",
  dependsOn: "depends_on",
  inputs: "task inputs",
  values: "known values",
  literals: "literals, constants",
  made: "SDK objects of these",
};

const ratio = (part: number, whole: number): string => (whole === 0 ? "–" : (part / whole).toFixed(4));

export function reportText({ scores, findings, unjudged, registry }: Conformance): string {
  const { imported, failed, stubbed } = registry;
  return [
    `${imported.size} of ${imported.size + failed.size} files imported; ${stubbed.length} packages stubbed`,
    "",
    row("", "precision", "recall", "right", "SDK", "model"),
    ...scores.map(scoreLine),
    ...section("Missed", findings, "missed"),
    ...section("Wrong", findings, "wrong"),
    ...listing("Known values that can't be checked", unjudged),
    ...listing(
      "Not imported, and not compared",
      [...failed].map(([file, error]) => `${file}: ${error.replaceAll("\n", " ")}`),
    ),
    "",
  ].join("\n");
}

const row = (title: string, ...cells: readonly string[]): string =>
  `${title.padEnd(22)}${cells.map((cell) => cell.padStart(11)).join("")}`.trimEnd();

/** Of values only what is said can be right or wrong; of literals only what is written can be known. */
function scoreLine({ measure, right, expected, stated }: Score): string {
  const [precision, recall] = [ratio(right, stated), ratio(right, expected)];
  const isValue = measure === "values";
  const isWritten = measure === "literals" || measure === "made";
  return row(
    TITLES[measure],
    isWritten ? "" : precision,
    isValue ? "" : recall,
    String(right),
    isValue ? "" : String(expected),
    isWritten ? "" : String(stated),
  );
}

function section(title: string, findings: readonly Finding[], kind: Finding["kind"]): readonly string[] {
  const found = findings.filter((each) => each.kind === kind);
  return listing(title, found.map(findingLine));
}

export const findingLine = ({ measure, file, line, text }: Finding): string =>
  `${TITLES[measure].padEnd(20)}  ${file}:${line}  ${text}`;

const listing = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", `${title} (${lines.length})`, ...lines.map((line) => `  ${line}`)];
