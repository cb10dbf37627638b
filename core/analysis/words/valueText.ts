/** Values as people read them, whatever setting they are of; what is unknown keeps its mark. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../../base/assertNever.ts";
import { or } from "../../../base/values.ts";
import type { PyValue, Unknown, Value } from "../../../protocol/value.ts";

/** The most characters of a value that a line shows. */
const WIDTH = 60;

/** `? unknown: …`, the one mark of what can't be read from the text. */
export function unknownText({ why }: Unknown): string {
  return l10n.t("? unknown: {0}", why);
}

/** The first thing inside a value that can't be read from the text. */
export function firstUnknown(value: Value): Unknown | undefined {
  if (value.kind === "unknown") return value;
  const values = value.kind === "known" ? [value.value] : value.values;
  for (const each of values) {
    for (const part of partsOf(each)) {
      const found = firstUnknown(part);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The values that one is made of. */
export function partsOf(value: PyValue): readonly Value[] {
  switch (value.type) {
    case "list":
    case "tuple":
    case "set":
      return value.items;
    case "dict":
      return value.entries.flatMap((entry) => [entry.key, entry.value]);
    case "object":
      return [...(value.on === undefined ? [] : [value.on]), ...value.args.map((each) => each.value)];
    case "none":
    case "bool":
    case "int":
    case "float":
    case "str":
    case "bytes":
    case "reference":
    case "environment":
    case "task":
    case "function":
    case "class":
      return [];
    default:
      return assertNever(value);
  }
}

/** The members of a list or tuple; one value is a list of itself. */
export function itemsOf(value: PyValue): readonly Value[] {
  return value.type === "list" || value.type === "tuple" || value.type === "set"
    ? value.items
    : [{ kind: "known", value }];
}

/** A value without quotes, for texts inside of texts; empty for nothing. */
export function plain(value: Value | undefined): string {
  if (value === undefined) return "";
  if (value.kind === "unknown") return unknownText(value);
  if (value.kind === "oneOf") return or(value.values.map((each) => plain({ kind: "known", value: each })));
  return value.value.type === "str" ? value.value.value : pyText(value.value);
}

/** A value as Python would write it, shortened. */
export function pyText(value: PyValue): string {
  const text = fullText(value);
  return text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text;
}

function fullText(value: PyValue): string {
  const inside = (each: Value): string => (each.kind === "known" ? fullText(each.value) : plain(each));
  switch (value.type) {
    case "none":
      return "None";
    case "bool":
      return value.value ? "True" : "False";
    case "int":
    case "float":
    case "bytes":
      return value.text;
    case "str":
      return JSON.stringify(value.value);
    case "list":
      return `[${value.items.map(inside).join(", ")}]`;
    case "tuple":
      return `(${value.items.map(inside).join(", ")}${value.items.length === 1 ? "," : ""})`;
    case "set":
      return value.items.length === 0 ? "set()" : `{${value.items.map(inside).join(", ")}}`;
    case "dict":
      return `{${value.entries.map((entry) => `${inside(entry.key)}: ${inside(entry.value)}`).join(", ")}}`;
    case "object": {
      const args = value.args
        .map((arg) => (arg.name === undefined ? "" : `${arg.name}=`) + inside(arg.value))
        .join(", ");
      return value.on === undefined
        ? `${lastPart(value.callee)}(${args})`
        : `${inside(value.on)}.${value.callee}(${args})`;
    }
    case "reference":
      // `list[flyte.io.File]` names several.
      return value.name.replace(/(?:\w+\.)+/g, "");
    case "function":
    case "class":
      return lastPart(value.name);
    case "environment":
    case "task":
      return value.id.slice(value.id.indexOf("#") + 1);
    default:
      return assertNever(value);
  }
}

const lastPart = (dotted: string): string => dotted.slice(dotted.lastIndexOf(".") + 1);
