/** The text of a task's inputs as a JSON document: made from what is known of them, read back, and where in it a value stands. Pure. */

import * as l10n from "@vscode/l10n";
import type { Input, Json } from "../../protocol/launch.ts";
import type { DescribedInput, InputProblem } from "../../protocol/runner.ts";
import { findValue, losesDigits, readInputs, type TextRange } from "../../runner/log/inputJson.ts";

type JsonObject = { readonly [key: string]: Json };

/** Every input, in the task's order: what is given, else its default, else what its schema asks for. */
export function documentText(described: readonly DescribedInput[], given: readonly Input[]): string {
  const values = described.flatMap((input): readonly (readonly [string, string])[] => {
    const known = given.find(({ name }) => name === input.name);
    if (known !== undefined) return [[input.name, "text" in known ? jsonOfText(known.text) : jsonOf(known.value)]];
    if (input.default !== undefined) return [[input.name, jsonOf(input.default)]];
    return input.required ? [[input.name, jsonOf(skeleton(input.schema))]] : [];
  });
  return textOf(values);
}

/** What is kept of a document of which some inputs hold a secret: the others. */
export function keptText(text: string, described: readonly DescribedInput[], withheld: readonly string[]): string {
  if (withheld.length === 0) return text;
  const read = readDocument(text, described);
  return savedText(read.kind === "inputs" ? read.inputs.filter(({ name }) => !withheld.includes(name)) : []);
}

/** Inputs alone, as a file of saved ones holds them. */
export function savedText(inputs: readonly Input[]): string {
  return textOf(inputs.map((input) => [input.name, "text" in input ? jsonOfText(input.text) : jsonOf(input.value)]));
}

function textOf(values: readonly (readonly [name: string, json: string])[]): string {
  const lines = values.map(([name, json]) => `  ${JSON.stringify(name)}: ${json.replaceAll("\n", "\n  ")}`);
  return lines.length === 0 ? "{}\n" : `{\n${lines.join(",\n")}\n}\n`;
}

const jsonOf = (value: Json): string => JSON.stringify(value, undefined, 2);

/** What a command line's text says, as JSON. What would lose digits stays as it is written. */
function jsonOfText(text: string): string {
  if (!isJson(text)) return JSON.stringify(text);
  return losesDigits(text) ? text.trim() : jsonOf(JSON.parse(text) as Json);
}

/** What an object must have; of names that mean the same, the first. */
function requiredOf({ required, allOf }: JsonObject): readonly string[] {
  const either = (Array.isArray(allOf) ? (allOf as readonly Json[]) : []).flatMap((each) => {
    const first = isObject(each) && Array.isArray(each.anyOf) ? (each.anyOf as readonly Json[])[0] : undefined;
    return isObject(first) ? requiredOf(first) : [];
  });
  return [...(Array.isArray(required) ? (required as readonly Json[]).map(String) : []), ...either];
}

/** The smallest value of a schema's form, for its user to fill in. */
function skeleton(schema: Json | undefined): Json {
  if (!isObject(schema)) return null;
  if ("default" in schema) return schema.default ?? null;
  if (Array.isArray(schema.enum)) return (schema.enum as readonly Json[])[0] ?? null;
  if (Array.isArray(schema.anyOf)) {
    const variants = schema.anyOf as readonly Json[];
    return variants.some((each) => isObject(each) && each.type === "null") ? null : skeleton(variants[0]);
  }
  switch (Array.isArray(schema.type) ? (schema.type as readonly Json[])[0] : schema.type) {
    case "object": {
      const { properties } = schema;
      const names = requiredOf(schema);
      return Object.fromEntries(names.map((name) => [name, skeleton(isObject(properties) ? properties[name] : {})]));
    }
    case "array":
      return Array.isArray(schema.items) ? (schema.items as readonly Json[]).map(skeleton) : [];
    case "string":
      return "";
    case "boolean":
      return false;
    case "number":
    case "integer":
      return 0;
    default:
      return null;
  }
}

/** The schema of the whole document. */
export function documentSchema(name: string, described: readonly DescribedInput[]): Json {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: name,
    type: "object",
    properties: Object.fromEntries(
      described.map(({ name: input, type, schema }) => {
        const own = isObject(schema) ? schema : {};
        return [input, { ...own, description: [type, own.description].filter(Boolean).join(" · ") }];
      }),
    ),
    required: described.filter(({ required, optional }) => required && !optional).map(({ name: input }) => input),
    additionalProperties: false,
  };
}

/** The inputs of a document, or why it is none. What equals its default is left to it; what is withheld is asked for elsewhere. */
export type ReadDocument =
  | { readonly kind: "inputs"; readonly inputs: readonly Input[] }
  | { readonly kind: "wrong"; readonly message: string };

export function readDocument(
  text: string,
  described: readonly DescribedInput[],
  withheld: readonly string[] = [],
): ReadDocument {
  const read = readInputs(text);
  if (read.kind === "noJson") return { kind: "wrong", message: read.why };
  if (read.kind === "noObject") {
    return { kind: "wrong", message: l10n.t('Inputs are an object of values by name, such as {"n": 1}.') };
  }
  const isDefault = (name: string, value: Json): boolean => {
    const standard = described.find((input) => input.name === name)?.default;
    return standard !== undefined && JSON.stringify(standard) === JSON.stringify(value);
  };
  const inputs = read.inputs.filter(
    (input) => !withheld.includes(input.name) && ("text" in input || !isDefault(input.name, input.value)),
  );
  return { kind: "inputs", inputs };
}

/** Where a problem lies in a document that is JSON: the value at its path, else what is around it. */
export function placeOf(text: string, { input, path, missing }: InputProblem): TextRange {
  // It may have been typed on since the problem was found.
  const whole = isJson(text) ? [input, ...path] : [];
  for (let length = missing ? whole.length - 1 : whole.length; length > 0; length--) {
    const found = findValue(text, whole.slice(0, length));
    if (found !== undefined) return found;
  }
  return { start: 0, end: Math.max(1, text.indexOf("\n")) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
