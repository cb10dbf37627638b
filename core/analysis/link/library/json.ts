/** `json.dumps` and `json.loads` of what module-level code writes out. */

import type { Frame } from "../machine.ts";
import { dictOf, sequence } from "../values/containers.ts";
import { plainOf } from "../values/enums.ts";
import { isWhole, truth } from "../values/judge.ts";
import { floatOf, floatText, integerOf } from "../values/numbers.ts";
import { type Abstract, type Arguments, bool, FALSE, NONE, str } from "../values/values.ts";
import { exactItems, type FollowedFunctions } from "./followedFunction.ts";

const MAX_DEPTH = 20;
const MAX_LENGTH = 20_000;

interface Style {
  readonly item: string;
  readonly key: string;
  readonly indent: string | undefined;
  readonly sort: boolean;
  readonly ascii: boolean;
}

function styleOf({ named, positional, open }: Arguments): Style | undefined {
  const allowed = new Set(["indent", "separators", "sort_keys", "ensure_ascii"]);
  if (open || positional.length !== 1 || [...named.keys()].some((name) => !allowed.has(name))) return undefined;
  const sort = truth(named.get("sort_keys")?.value ?? FALSE);
  const ascii = truth(named.get("ensure_ascii")?.value ?? bool(true));
  const given = named.get("indent")?.value ?? NONE;
  const spaces = integerOf(given);
  const indent = given.t === "str" ? given.value : spaces === undefined ? undefined : " ".repeat(Number(spaces));
  const separators = named.get("separators")?.value;
  const [item, key, ...others] = exactItems(separators) ?? [];
  if (sort === undefined || ascii === undefined || others.length > 0) return undefined;
  if (given.t !== "none" && (indent === undefined || indent.length > 8)) return undefined;
  if (separators === undefined) return { item: indent === undefined ? ", " : ",", key: ": ", indent, sort, ascii };
  return item?.t === "str" && key?.t === "str" ? { item: item.value, key: key.value, indent, sort, ascii } : undefined;
}

function quoted(text: string, ascii: boolean): string {
  const json = JSON.stringify(text);
  if (!ascii) return json;
  return json.replace(/[\u007f-\uffff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function dumped(given: Abstract, style: Style, depth: number): string | undefined {
  const value = plainOf(given);
  if (depth > MAX_DEPTH) return undefined;
  switch (value.t) {
    case "none":
      return "null";
    case "bool":
      return String(value.value);
    case "int":
      return integerOf(value)?.toString();
    case "float": {
      const number = floatOf(value);
      return number === undefined ? undefined : floatText(number);
    }
    case "str":
      return quoted(value.value, style.ascii);
    case "list":
    case "tuple":
      return value.inexact
        ? undefined
        : enclosed(
            "[]",
            value.items.map((each) => dumped(each, style, depth + 1)),
            style,
            depth,
          );
    case "dict": {
      if (!isWhole(value)) return undefined;
      const keys = value.entries.map(([key]) => plainOf(key));
      if (keys.some(({ t }) => t !== "str")) return undefined;
      const pairs = value.entries.map(([, item], at) => {
        const key = keys[at];
        const text = dumped(item, style, depth + 1);
        const name = key?.t === "str" ? key.value : "";
        return { name, text: text === undefined ? undefined : quoted(name, style.ascii) + style.key + text };
      });
      if (style.sort) pairs.sort((a, b) => (a.name < b.name ? -1 : 1));
      return enclosed(
        "{}",
        pairs.map(({ text }) => text),
        style,
        depth,
      );
    }
    default:
      return undefined;
  }
}

function enclosed(brackets: string, parts: readonly (string | undefined)[], style: Style, depth: number) {
  if (parts.includes(undefined)) return undefined;
  if (parts.length === 0) return brackets;
  if (style.indent === undefined) return brackets[0] + parts.join(style.item) + brackets[1];
  const line = `\n${style.indent.repeat(depth + 1)}`;
  return `${brackets[0]}${line}${parts.join(style.item + line)}\n${style.indent.repeat(depth)}${brackets[1]}`;
}

function loaded(frame: Frame, text: string): Abstract | undefined {
  // A number's own text would be lost.
  if (text.length > MAX_LENGTH || /\d[.eE]|\d{15}/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '""'))) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  return parsed(frame, data, 0);
}

function parsed(frame: Frame, data: unknown, depth: number): Abstract | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (data === null) return NONE;
  if (typeof data === "boolean") return bool(data);
  if (typeof data === "string") return str(data);
  if (typeof data === "number") return { t: "int", text: String(data) };
  if (typeof data !== "object") return undefined;
  // The order of keys that look like numbers is not JavaScript's to keep.
  const pairs = Object.entries(data);
  if (!Array.isArray(data) && pairs.some(([key]) => /^\d+$/.test(key))) return undefined;
  const values = pairs.map(([, each]) => parsed(frame, each, depth + 1));
  const known = values.flatMap((each) => each ?? []);
  if (known.length < values.length) return undefined;
  if (Array.isArray(data)) return sequence(frame, "list", known);
  return dictOf(
    frame,
    pairs.map(([key], at) => [str(key), known[at] ?? NONE]),
  );
}

export const JSON_FUNCTIONS: FollowedFunctions = {
  "json.dumps": (_frame, [value], all) => {
    const style = styleOf(all);
    const text = style === undefined || value === undefined ? undefined : dumped(value, style, 0);
    return text === undefined ? undefined : str(text);
  },
  "json.loads": (frame, [text], all) =>
    text?.t === "str" && all.named.size === 0 ? loaded(frame, text.value) : undefined,
};
