/** A notebook's code as one text for the parser: its code cells one after another, with what only IPython understands blanked out where it stands. Pure; reading the file is for others. */

import { lineStarts, type NotebookCell } from "../code/facts.ts";

export interface NotebookCode {
  readonly kind: "code";
  readonly text: string;
  readonly cells: readonly NotebookCell[];
}

export type Notebook =
  | NotebookCode
  /** Its JSON is broken, or it isn't a notebook of format 4. */
  | { readonly kind: "problem"; readonly what: "json" | "format" };

/** @param json the file's text */
export function readNotebook(json: string): Notebook {
  let whole: unknown;
  try {
    whole = JSON.parse(json);
  } catch {
    return { kind: "problem", what: "json" };
  }
  const { cells, metadata } = record(whole);
  if (!Array.isArray(cells)) return { kind: "problem", what: "format" };
  if (!isPython(record(metadata))) return { kind: "code", text: "", cells: [] };
  return notebookOf(
    cells.map((each) => {
      const cell = record(each);
      return cell.cell_type === "code" && isPythonCell(record(cell.metadata)) ? sourceOf(cell.source) : undefined;
    }),
  );
}

/** @param sources of all cells, in order: the code of each, `undefined` for one that holds no Python */
export function notebookOf(sources: readonly (string | undefined)[]): NotebookCode {
  const cells: NotebookCell[] = [];
  let text = "";
  let line = 0;
  for (const [index, source] of sources.entries()) {
    if (source === undefined) continue;
    const code = `${withoutMagics(source)}\n`;
    cells.push({ index, firstLine: line });
    text += code;
    line += lineStarts(code).length - 1;
  }
  return { kind: "code", text, cells };
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

/** Without a language it is IPython's own, which is Python. */
function isPython({ kernelspec, language_info }: Readonly<Record<string, unknown>>): boolean {
  const language = record(kernelspec).language ?? record(language_info).name;
  return typeof language !== "string" || /python/i.test(language);
}

/** An editor may hold cells of other languages in a Python notebook. */
function isPythonCell({ vscode }: Readonly<Record<string, unknown>>): boolean {
  const language = record(vscode).languageId;
  return typeof language !== "string" || language === "python";
}

/** The format allows one text, or its lines. */
function sourceOf(source: unknown): string {
  if (typeof source === "string") return source;
  return Array.isArray(source) ? source.filter((part) => typeof part === "string").join("") : "";
}

/** Cell magics whose body is Python of the notebook; the body of any other is another program's. */
const PYTHON_BODY = /^%%(time|capture)\b/;

/** Line magics that run the statement behind them. */
const RUNS_REST = /^(\s*)(%time)([ \t]+)(?=\S)/;

/** A magic, a shell command or a question, where a statement begins. */
const NOT_PYTHON = /^\s*(%|!|\?)|^\s*[\w.*%]+\?{1,2}\s*$/;

/** `files = !ls` and `table = %sql …`. */
const ASSIGNED = /^([\w.,[\] \t]+=[ \t]*)([!%].*)$/;

/**
 * The same text in the same lines and columns, with what is not Python made harmless. A line is looked at only where a
 * statement begins: inside brackets and texts `%` and `!` are Python's.
 */
function withoutMagics(source: string): string {
  // The lines between line ends, which stay as they are.
  const parts = source.split(/(\r\n|\r|\n)/);
  const head = parts.findIndex((part, at) => at % 2 === 0 && part.trim() !== "");
  const first = parts[head]?.trimStart() ?? "";
  if (first.startsWith("%%")) {
    const whole = !PYTHON_BODY.test(first);
    for (let at = head; at < (whole ? parts.length : head + 1); at += 2) parts[at] = blank(parts[at] ?? "");
    if (whole) return parts.join("");
  }
  let state: State = START;
  let continued = false;
  for (let at = 0; at < parts.length; at += 2) {
    let line = parts[at] ?? "";
    if (continued) {
      continued = line.endsWith("\\");
      line = blank(line);
    } else if (state.begins) {
      const changed = statement(line);
      // What a shell command goes on with is its own.
      continued = changed !== line && !RUNS_REST.test(line) && line.endsWith("\\");
      line = changed;
    }
    parts[at] = line;
    if (!continued) state = after(state, line);
  }
  return parts.join("");
}

const blank = (line: string): string => " ".repeat(line.length);

/** A line at which a statement begins. What is blanked out is still a statement: a block may hold nothing else. */
function statement(line: string): string {
  const rest = RUNS_REST.exec(line);
  if (rest !== null) {
    const [all, indent = "", magic = "", space = ""] = rest;
    return `${indent}0;${" ".repeat(magic.length + space.length - 2)}${line.slice(all.length)}`;
  }
  const assigned = ASSIGNED.exec(line);
  // A name that is bound nowhere: what the command answers is not known.
  if (assigned !== null) return `${assigned[1]}_${" ".repeat((assigned[2]?.length ?? 1) - 1)}`;
  if (!NOT_PYTHON.test(line)) return line;
  const indent = line.length - line.trimStart().length;
  return `${line.slice(0, indent)}0${" ".repeat(line.length - indent - 1)}`;
}

/** What is open at the end of a line. */
interface State {
  readonly depth: number;
  /** The quotes that end the text that is open. */
  readonly quote?: string;
  /** Whether a statement begins with the next line. */
  readonly begins: boolean;
}

const START: State = { depth: 0, begins: true };

function after({ depth, quote }: State, line: string): State {
  let open = depth;
  let text = quote;
  let comment = false;
  for (let at = 0; at < line.length; at++) {
    const here = line[at] ?? "";
    if (here === "\\") {
      at++;
    } else if (text !== undefined) {
      if (!line.startsWith(text, at)) continue;
      at += text.length - 1;
      text = undefined;
    } else if (here === "#") {
      comment = true;
      break;
    } else if (here === '"' || here === "'") {
      text = line.startsWith(here.repeat(3), at) ? here.repeat(3) : here;
      at += text.length - 1;
    } else if ("([{".includes(here)) {
      open++;
    } else if (")]}".includes(here)) {
      open = Math.max(0, open - 1);
    }
  }
  let bare = line.length;
  while (line[bare - 1] === "\\") bare--;
  const continues = !comment && (line.length - bare) % 2 === 1;
  // A text in single quotes ends with its line, unless that is continued.
  if (text?.length === 1 && !continues) text = undefined;
  return {
    depth: open,
    ...(text === undefined ? {} : { quote: text }),
    begins: open === 0 && text === undefined && !continues,
  };
}
