/** The header of a script that names its own dependencies (PEP 723): what it says, where a file has one that brings Flyte. Pure; making its environment is the runner's work. */

import type { HeaderField } from "../code/facts.ts";

const HEADER = /^# \/\/\/ script[ \t]*\r?$((?:\r?\n#(?: .*|[ \t]*\r?)$)+)/m;
const END = /\n# \/\/\/[ \t]*\r?$/m;
const FLYTE = /["']\s*flyte(?:plugins)?\b/;

const STRING = String.raw`"(?:[^"\\\n]|\\.)*"|'[^'\n]*'`;
const ONE = new RegExp(`^(?:${STRING})`);
const LIST = new RegExp(String.raw`^\[(?:[\s,]|#[^\n]*(?![^\n])|${STRING})*\]`);
const PART = new RegExp(`#.*|${STRING}`, "g");

/** One that doesn't name Flyte makes no environment in which a task could run: as if there were none. */
export function scriptHeader(text: string): readonly HeaderField[] | undefined {
  const found = HEADER.exec(text);
  const block = found?.[1];
  if (found === null || block === undefined) return undefined;
  const end = block.search(END);
  if (end === -1 || !FLYTE.test(block.slice(0, end))) return undefined;
  // Without the marks of comments, and as long as before: what stands in it keeps its place.
  const toml = block.slice(0, end).replace(/\n#/g, "\n ").replaceAll("\r", " ");
  const tables = toml.search(/^[ \t]*\[/m);
  const top = tables < 0 ? toml : toml.slice(0, tables);
  const at = found.index + found[0].length - block.length;
  return (["requires-python", "dependencies"] as const).flatMap((name) => fieldOf(name, top, at) ?? []);
}

function fieldOf(name: HeaderField["name"], toml: string, at: number): HeaderField | undefined {
  const key = new RegExp(String.raw`^[ \t]*${name}[ \t]*=[ \t]*`, "m").exec(toml);
  if (key === null) return undefined;
  const rest = toml.slice(key.index + key[0].length);
  const written = (name === "dependencies" ? LIST : ONE).exec(rest)?.[0];
  const start = at + key.index + key[0].search(/\S/);
  if (written === undefined) return { name, start, end: at + key.index + key[0].trimEnd().length };
  const end = at + key.index + key[0].length + written.length;
  const value = name === "dependencies" ? listOf(written) : stringOf(written);
  return value === undefined ? { name, start, end } : { name, value, start, end };
}

function listOf(written: string): readonly string[] | undefined {
  const parts = [...written.matchAll(PART)].map(([part]) => part).filter((part) => !part.startsWith("#"));
  const texts = parts.flatMap((part) => stringOf(part) ?? []);
  // Three quotes begin text that may go over lines, which is not read.
  return texts.length === parts.length && !/"""|'''/.test(written) ? texts : undefined;
}

function stringOf(written: string): string | undefined {
  const inside = written.slice(1, -1);
  if (written.startsWith("'") || !inside.includes("\\")) return inside;
  try {
    return String(JSON.parse(written));
  } catch {
    // An escape that JSON has not.
    return undefined;
  }
}
