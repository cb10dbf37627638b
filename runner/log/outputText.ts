/** What a run answered, as lines of text by its type: short at the end of a run, whole in a document of its own. Pure; where they are shown is others' work. */

import * as path from "node:path";
import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { DrawnImage, Output, OutputForm } from "../../protocol/run.ts";
import { fileUrl, relativeTo, shorten } from "./text.ts";

/** A value of up to so many characters stands in the line of its run. */
const LINE_CHARACTERS = 500;
/** Of a longer one, or of one with a form of its own, as many lines. */
const MOST_LINES = 20;
const INDENT = "    ";

/** The end of a run with what it answered. */
export function resultLines(head: string, outputs: readonly Output[], rootDir: string): readonly string[] {
  if (outputs.length === 0) return [head];
  const short = outputs.map((output) => shortText(output, rootDir));
  if (short.every((text) => text !== undefined)) {
    const named = outputs.map((output, at) => (outputs.length === 1 ? `${short[at]}` : `${output.name}=${short[at]}`));
    return [`${head} → ${named.join(", ")}`];
  }
  const lines = outputs.flatMap((output) => {
    const own = [...bounded(outputLines(output, rootDir)), ...imageLines(output, rootDir)];
    if (outputs.length === 1) return own;
    return own.length === 1 ? [`${output.name}=${own[0]}`] : [`${output.name}=`, ...own];
  });
  return [`${head} →`, ...lines.map((line) => `${INDENT}${line}`)];
}

/** What "Open Outputs" shows. */
export function outputsDocument(head: string, outputs: readonly Output[], rootDir: string): readonly string[] {
  if (outputs.length === 0) return [head, "", l10n.t("It returned nothing.")];
  return [
    head,
    ...outputs.flatMap((output) => [
      "",
      `${output.name}: ${typeText(output.form)}`.replace(/: $/, ""),
      ...outputLines(output, rootDir),
      ...imageLines(output, rootDir),
    ]),
  ];
}

/** A value on one line; undefined where it takes more. */
function shortText(output: Output, rootDir: string): string | undefined {
  const { form, text, cut, images } = output;
  if (images !== undefined) return undefined;
  const isShort = cut === undefined && text.length <= LINE_CHARACTERS && !text.includes("\n");
  switch (form?.kind) {
    case "file":
    case "folder":
    case "image":
      return placeText(form.path, rootDir);
    case "table":
      return undefined;
    case "json":
      return isShort ? text : undefined;
    case undefined:
      if (isShort) return text;
      return text.includes("\n") ? undefined : shortened(text, cut?.characters ?? text.length);
    default:
      return assertNever(form);
  }
}

function shortened(text: string, characters: number): string {
  return `${shorten(text, LINE_CHARACTERS)} ${l10n.t("({0} characters in all)", characters)}`;
}

function outputLines(output: Output, rootDir: string): readonly string[] {
  const { form, text } = output;
  switch (form?.kind) {
    case "file":
    case "folder":
      return [placeText(form.path, rootDir)];
    case "image":
      return [imageText(form), placeText(form.path, rootDir)];
    case "table":
      return tableLines(form);
    case "json":
      return [...form.json.split("\n"), ...cutLines(output, form.json)];
    case undefined:
      return [...text.split("\n"), ...cutLines(output, text)];
    default:
      return assertNever(form);
  }
}

/** Says that a value is cut, and how much of it is shown. */
function cutLines({ cut }: Output, shown: string): readonly string[] {
  if (cut === undefined) return [];
  const said = l10n.t("… {0} of {1} characters", shown.length, cut.characters);
  return [cut.file === undefined ? said : `${said} (${cut.file})`];
}

function bounded(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LINES) return lines.map((line) => shorten(line, LINE_CHARACTERS));
  const kept = lines.slice(0, MOST_LINES).map((line) => shorten(line, LINE_CHARACTERS));
  return [...kept, `… ${l10n.t("{0} more lines; Open Outputs in the Runs view has them", lines.length - MOST_LINES)}`];
}

function typeText(form: OutputForm | undefined): string {
  switch (form?.kind) {
    case "json":
      return form.type;
    case "file":
      return l10n.t("file");
    case "folder":
      return l10n.t("folder");
    case "image":
    case "table":
    case undefined:
      return "";
    default:
      return assertNever(form);
  }
}

/** Where each image in a value is drawn. */
function imageLines({ images = [] }: Output, rootDir: string): readonly string[] {
  return images.map((image) => `${shorten(image.at, LINE_CHARACTERS)}  ${placeText(image.path, rootDir)}`);
}

/** `PIL.Image, 640 × 480`. */
function imageText({ type, size }: DrawnImage): string {
  return `${type}, ${size[0]} × ${size[1]}`;
}

/** A local path as a link that an editor and a terminal know; what lies in the project by its short name. */
function placeText(place: string, rootDir: string): string {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(place)) return place;
  return path.isAbsolute(place) ? fileUrl(place) : relativeTo(rootDir, place);
}

/** `pandas.DataFrame, 3 rows × 2 columns`, and the first of them in columns. */
function tableLines({
  type,
  shape,
  columns,
  rows,
}: Extract<OutputForm, { readonly kind: "table" }>): readonly string[] {
  const [allRows, allColumns] = shape;
  const head = `${type}, ${l10n.t("{0} rows × {1} columns", allRows, allColumns)}`;
  const isWide = columns.length < allColumns;
  const cells = [columns, ...rows].map((row) => [
    ...row.map((cell) => cell.replaceAll("\n", "⏎")),
    ...(isWide ? ["…"] : []),
  ]);
  const widths = (cells[0] ?? []).map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const more = allRows - rows.length;
  return [head, ...lines, ...(more > 0 ? [l10n.t("… {0} more rows", more)] : [])];
}
