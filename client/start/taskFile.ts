/** The text of a tasks.json with a task more, or with another one in its place: all else stays as it is, comments too. Pure. */

import * as l10n from "@vscode/l10n";
import {
  applyEdits,
  createScanner,
  findNodeAtLocation,
  type JSONPath,
  modify,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import type { Input, Json } from "../../protocol/launch.ts";

interface Task {
  readonly label: string;
  readonly [property: string]: Json | readonly Input[];
}

/** @param text empty for a new file. Throws, in words, when it is no tasks.json: nothing of it may be lost. */
export function withTask(text: string, task: Task): string {
  const errors: ParseError[] = [];
  const read: unknown = text.trim() === "" ? {} : parse(text, errors, { allowTrailingComma: true });
  const [wrong] = errors;
  if (wrong !== undefined) {
    const line = text.slice(0, wrong.offset).split("\n").length;
    throw new Error(l10n.t("tasks.json has an error in line {0}: {1}", line, printParseErrorCode(wrong.error)));
  }
  if (typeof read !== "object" || read === null || Array.isArray(read)) {
    throw new Error(l10n.t("tasks.json holds no object"));
  }
  const { version, tasks } = read as { readonly version?: unknown; readonly tasks?: unknown };
  const there: readonly unknown[] = Array.isArray(tasks) ? tasks : [];
  const at = there.findIndex((each) => labelOf(each) === task.label);
  const formattingOptions = formattingOf(text);
  const set = (now: string, path: JSONPath, value: unknown): string =>
    applyEdits(now, modify(now, path, value, { formattingOptions }));
  let written = text.trim() === "" ? `{}${formattingOptions.eol}` : text;
  if (version === undefined) written = set(written, ["version"], "2.0.0");
  if (at !== -1) return set(written, ["tasks", at], task);
  if (!Array.isArray(tasks)) return set(written, ["tasks"], [task]);
  return there.length === 0 ? set(written, ["tasks", 0], task) : appended(written, task, formattingOptions);
}

/** After the last task and what is said of it in its line: the package's own insertion takes a comment from one to the other. */
function appended(text: string, task: Task, { insertSpaces, tabSize, eol }: ReturnType<typeof formattingOf>): string {
  const last = findNodeAtLocation(parseTree(text) as Node, ["tasks"])?.children?.at(-1);
  if (last === undefined) return text;
  const end = last.offset + last.length;
  const scanner = createScanner(text);
  scanner.setPosition(end);
  let hasComma = false;
  let at = end;
  // Of valid text a bracket comes.
  while (at < text.length) {
    scanner.scan();
    const next = scanner.getTokenOffset() + scanner.getTokenLength();
    const token = text.slice(scanner.getTokenOffset(), next);
    if (token === "]" || token === "\n" || token === "\r\n") break;
    if (token === ",") hasComma = true;
    at = next;
  }
  const step = insertSpaces ? " ".repeat(tabSize) : "\t";
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", last.offset - 1) + 1))?.[0] ?? "";
  const own = JSON.stringify(task, undefined, step).replaceAll("\n", `${eol}${indent}`);
  const before = `${text.slice(0, end)}${hasComma ? "" : ","}${text.slice(end, at).trimEnd()}`;
  return `${before}${eol}${indent}${own}${hasComma ? "," : ""}${text.slice(at)}`;
}

/** As a task gives them: by name; a list where a number would lose digits in JSON, whose text reaches Python as it is written. */
export function taskInputs(inputs: readonly Input[]): readonly Input[] | Readonly<Record<string, Json>> {
  if (inputs.some((input) => "text" in input)) return inputs;
  return Object.fromEntries(inputs.flatMap((input) => ("text" in input ? [] : [[input.name, input.value]])));
}

function labelOf(task: unknown): unknown {
  return typeof task === "object" && task !== null && "label" in task ? task.label : undefined;
}

/** What is added looks like what is there. */
function formattingOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  const insertSpaces = !indent.startsWith("\t");
  return { insertSpaces, tabSize: insertSpaces ? indent.length : 1, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}
