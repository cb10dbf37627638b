/** A few files and what is done to them, step by step, as a seed decides it. */

import { decode } from "../../core/workspace/source.ts";
import { random } from "../unit/analysis/random.ts";
import type { Project } from "./corpus.ts";

export type Step =
  /** Offsets beyond the text mean its end. */
  | { readonly kind: "edit"; readonly path: string; readonly from: number; readonly to: number; readonly text: string }
  /** The editor sends the whole text. */
  | { readonly kind: "replace"; readonly path: string; readonly text: string }
  | { readonly kind: "remove"; readonly path: string };

export interface Case {
  readonly files: Project;
  readonly steps: readonly Step[];
}

/** Files larger than this are drawn seldom: each step reads all of a file. */
const LARGE = 30_000;
const MAX_STEPS = 8;

/** What people type, what they forget, and what no keyboard types. */
const PIECES = [
  "\n", "\n\n", "\r\n", "\r", "\t", "    ", " ", "(", ")", "[", "]", "{", "}", ",", ":", ".", "=", "->", "@", "*", "**",
  '"', "'", '"""', "'''", "#", "\\", "\\\n", "x", "é", "漢", "😀", "\u0301", "\ud800", "\u0000", "\u2028", "\ufeff", "\f",
  "lambda", "yield ", "await ", "async ", "not ", "if ", "else:", "for x in ", "return t(1)\n", "@env.task\n", "@env.task(",
  "def f(a):\n", "def ", "class C:\n", "class ", "import ", "from . import ", "from .a import *\n", "import flyte\n",
  "env = flyte.TaskEnvironment(", 'flyte.TaskEnvironment(name="e", ', "env.clone_with(", "depends_on=[", "**kwargs",
  'f"{a', 'f"{a!r:>{w}}"', "match x:\n    case 1:\n        pass\n", "try:\n", "except* E:\n", "with a as b:\n", "x: int = ",
  "0x", "1e999", "9".repeat(400), "(".repeat(200), "[[".repeat(100), "x.".repeat(300), "not ".repeat(200), "\n@a".repeat(50),
]; // biome-ignore format: a table

/** The case of a seed. */
export function caseOf(seed: number, corpus: readonly Project[]): Case {
  const next = random(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;

  let files = pick(corpus);
  for (let tries = 0; tries < 6 && sizeOf(files) > LARGE; tries++) files = pick(corpus);
  const now: Record<string, string> = { ...files };
  const paths = Object.keys(files);
  const steps: Step[] = [];
  for (let count = 1 + below(MAX_STEPS); count > 0; count--) {
    const path = pick(paths);
    const text = now[path] ?? files[path] ?? "";
    const step = now[path] === undefined ? ({ kind: "replace", path, text } as const) : stepOn(path, text);
    steps.push(step);
    if (step.kind === "remove") delete now[path];
    else now[path] = applied(step, text);
  }
  return { files, steps };

  function stepOn(path: string, text: string): Step {
    const at = below(text.length + 1);
    const edit = (from: number, to: number, inserted: string): Step => ({
      kind: "edit",
      path,
      from,
      to,
      text: inserted,
    });
    const kind = next();
    if (kind < 0.3) return edit(at, at, pick(PIECES));
    if (kind < 0.45) return edit(at, at + below(40), pick(PIECES));
    if (kind < 0.55) return edit(at, at + 1 + below(3), "");
    if (kind < 0.65) return edit(at, text.length, "");
    if (kind < 0.72) return edit(0, at, "");
    if (kind < 0.82) {
      // A stretch of the file stands at another place of it, too.
      const from = below(text.length + 1);
      return edit(at, at, text.slice(from, from + below(300)));
    }
    if (kind < 0.86) return edit(at, at, linesOf(text, below, pick));
    if (kind < 0.94) return { kind: "replace", path, text: noisy(text) };
    if (kind < 0.97) return { kind: "replace", path, text: files[path] ?? "" };
    return { kind: "remove", path };
  }

  /** Bytes of the file changed, and read as a file with such bytes is. */
  function noisy(text: string): string {
    const bytes = Buffer.from(text);
    if (bytes.length === 0) return text;
    for (let count = 1 + below(30); count > 0; count--) bytes[below(bytes.length)] = below(256);
    return decode(bytes) ?? bytes.toString("latin1");
  }
}

/** The text after a step; a position between `\r` and `\n` does not exist, so an edit there begins before both. */
export function applied(step: Exclude<Step, { kind: "remove" }>, text: string): string {
  if (step.kind === "replace") return step.text;
  const from = boundary(text, step.from);
  const to = Math.max(from, boundary(text, step.to));
  return text.slice(0, from) + step.text + text.slice(to);
}

/** An offset that LSP can name. */
export function boundary(text: string, offset: number): number {
  const at = Math.min(offset, text.length);
  return text[at - 1] === "\r" && text[at] === "\n" ? at - 1 : at;
}

export const sizeOf = (files: Project): number => Object.values(files).reduce((sum, text) => sum + text.length, 0);

/** Some lines of the text, in another order. */
function linesOf(text: string, below: (limit: number) => number, pick: <T>(from: readonly T[]) => T): string {
  const lines = text.split("\n");
  return Array.from({ length: 1 + below(6) }, () => `${pick(lines)}\n`).join("");
}
