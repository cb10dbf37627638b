/** Reads inputs of JSON's text without losing digits that JavaScript has no number for, and finds a value's place in it. Pure. */

import { messageOf } from "../../base/errorText.ts";
import type { Input, Json } from "../../protocol/launch.ts";

/** The inputs of a text, or what it is instead of an object of values by name; wording that is for others. */
export type InputsText =
  | { readonly kind: "inputs"; readonly inputs: readonly Input[] }
  | { readonly kind: "noJson"; readonly why: string }
  | { readonly kind: "noObject" };

/** A value that JavaScript would round stays text: it reaches Python with all its digits. */
export function readInputs(text: string): InputsText {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (error) {
    return { kind: "noJson", why: messageOf(error) };
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) return { kind: "noObject" };
  const inputs = Object.entries(json).map(([name, value]): Input => {
    const range = findValue(text, [name]);
    const written = text.slice(range?.start, range?.end);
    return losesDigits(written) ? { name, text: written } : { name, value };
  });
  return { kind: "inputs", inputs };
}

/** Whether JSON holds an integer that JavaScript would round. */
export function losesDigits(json: string): boolean {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g) ?? [];
  return tokens.some((token) => /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)));
}

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A scanner of valid JSON: the value at a path. */
export function findValue(text: string, path: readonly (string | number)[]): TextRange | undefined {
  let at = 0;
  let found: TextRange | undefined;
  const space = (): void => {
    while (/\s/.test(text.charAt(at))) at++;
  };
  const string = (): string => {
    const start = at++;
    for (; text.charAt(at) !== '"'; at++) if (text.charAt(at) === "\\") at++;
    at++;
    return JSON.parse(text.slice(start, at)) as string;
  };
  /** `depth` parts of the path lead here; -1 beside it. */
  const value = (depth: number): void => {
    space();
    const start = at;
    const open = text.charAt(at);
    if (open === '"') string();
    else if (open === "{" || open === "[") {
      const close = open === "{" ? "}" : "]";
      at++;
      space();
      for (let index = 0; text.charAt(at) !== close; index++) {
        const key = open === "{" ? string() : index;
        space();
        if (open === "{") at++;
        value(depth >= 0 && path[depth] === key ? depth + 1 : -1);
        space();
        if (text.charAt(at) === ",") at++;
        space();
      }
      at++;
    } else while (at < text.length && !/[\s,\]}]/.test(text.charAt(at))) at++;
    if (depth === path.length) found = { start, end: at };
  };
  value(0);
  return found;
}
