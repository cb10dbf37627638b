/** How numbers, paths and foreign text are shown to people. */

import * as path from "node:path";
import type { Frame } from "../../protocol/run.ts";

/** `0.4 s`, `12 s`, `3 min 12 s` */
export function durationText(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `512 bytes`, `34 KB`, `12.3 MB` */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function firstLine(text: string): string {
  return text.trimStart().split("\n", 1)[0] ?? "";
}

export function shorten(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;
}

/** The whole lines that end a text, of at most so many characters together; of a last line that is longer, its end. */
export function lastLines(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const from = text.length - characters;
  const begin = text.indexOf("\n", from - 1) + 1;
  return text.slice(begin === 0 || begin === text.length ? from : begin);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/** A line as a terminal would leave it: without escape sequences, and what was written last over a carriage return. */
export function cleanLine(line: string): string {
  const plain = line.replace(ESCAPES, "").replace(/\r+$/, "");
  return plain.slice(plain.lastIndexOf("\r") + 1);
}

/** The path relative to the folder where it lies inside, else unchanged. */
export function relativeTo(folder: string, file: string): string {
  const relative = path.relative(folder, file);
  return relative === "" || /^\.\.(?:[\\/]|$)/.test(relative) || path.isAbsolute(relative)
    ? file
    : relative.split(path.sep).join("/");
}

/** The URL of a file of this machine, as editors and terminals make links of. */
export function fileUrl(file: string): string {
  const parts = file.split(path.sep).join("/");
  const escaped = encodeURI(parts).replaceAll("#", "%23").replaceAll("?", "%3F");
  return `file://${escaped.startsWith("/") ? "" : "/"}${escaped}`;
}

/** `etl.py:31` */
export function placeOf(frame: Pick<Frame, "file" | "line">, rootDir: string): string {
  return `${relativeTo(rootDir, frame.file)}:${frame.line}`;
}

/** A stretch of a line that names a file and a line, from column `start` to `end`. `line` counts from 1. */
export interface FileMention {
  readonly start: number;
  readonly end: number;
  readonly file: string;
  readonly line: number;
}

const MENTIONS = /\((?<place>[^()]+?\.py):(?<at>\d+)\)|File "(?<quoted>[^"]+\.py)", line (?<row>\d+)/g;

/** The mentions of Python files in a line: `(etl.py:31)` as Flightdeck writes them, `File "…", line 31` as Python does. */
export function fileMentions(text: string): readonly FileMention[] {
  return [...text.matchAll(MENTIONS)].flatMap((match) => {
    const groups = match.groups ?? {};
    const place = groups.place;
    const file = place ?? groups.quoted;
    const line = Number(groups.at ?? groups.row);
    if (file === undefined) return [];
    // Brackets aren't part of the link.
    const inset = place === undefined ? 0 : 1;
    return [{ start: match.index + inset, end: match.index + match[0].length - inset, file, line }];
  });
}

/** What a run's log says of a report, from column `start` to `end`. */
export function reportMention(text: string):
  | {
      readonly start: number;
      readonly end: number;
      readonly run: string;
      readonly file: string;
      readonly label: string;
    }
  | undefined {
  const match = /^▤ (?<label>.+?) {2,}(?<words>\S+ (?<run>r[0-9a-z]+)\/(?<file>report-\d+\.html))$/.exec(text);
  const { label, words, run, file } = match?.groups ?? {};
  if (label === undefined || words === undefined || run === undefined || file === undefined) return undefined;
  return { start: text.length - words.length, end: text.length, run, file, label };
}

/** The whole traceback that the end of a failed run names, from column `start` to `end`. */
export function tracebackMention(
  text: string,
): { readonly start: number; readonly end: number; readonly run: string; readonly file: string } | undefined {
  const match = /^ {4}(?<words>\S.*? (?<run>r[0-9a-z]+)\/(?<file>traceback-\d+\.txt))$/.exec(text);
  const { words, run, file } = match?.groups ?? {};
  if (words === undefined || run === undefined || file === undefined) return undefined;
  return { start: text.length - words.length, end: text.length, run, file };
}

/** The run's id in the line that says what starts, from column `start` to `end`. */
export function runMention(
  text: string,
): { readonly start: number; readonly end: number; readonly run: string } | undefined {
  const match = /^▶ .* {5}(\S+ (?<run>r[0-9a-z]+))(?= · |$)/.exec(text);
  const run = match?.groups?.run;
  const words = match?.[1];
  if (match === null || run === undefined || words === undefined) return undefined;
  const start = text.indexOf(words, text.lastIndexOf("     "));
  return { start, end: start + words.length, run };
}
