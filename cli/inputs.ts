/** A task's inputs from a command line, spelled as `flyte run` takes them. Types are read in the bridge, by the task's own annotations. */

import * as l10n from "@vscode/l10n";
import { inOneLine } from "../base/inOneLine.ts";
import type { Input } from "../protocol/launch.ts";
import type { Parameter } from "../protocol/model.ts";
import { suggestion } from "./nearest.ts";
import { UsageError } from "./usage.ts";

/** Options of `flightdeck run` that may stand behind the task too; `true`: a value follows. */
const OWN: Readonly<Record<string, boolean>> = {
  json: false,
  print: false,
  inputs: true,
  python: true,
  project: true,
  domain: true,
  config: true,
  "root-dir": true,
  "disable-run-cache": false,
  dotenv: true,
  local: false,
};

/** Short forms of some of them. */
const SHORT: Readonly<Record<string, string>> = {
  "-p": "--project",
  "-d": "--domain",
  "-c": "--config",
  "-h": "--help",
};

export interface Words {
  readonly inputs: readonly string[];
  /** By the option's name in camel case. */
  readonly own: Readonly<Record<string, string | true>>;
  readonly help: boolean;
}

/** Tells what stands behind the task apart: an input's name is always an input. */
export function splitWords(words: readonly string[], parameters: readonly Parameter[]): Words {
  const inputOf = (name: string) => parameters.find((each) => dashed(each.name) === dashed(name));
  const inputs: string[] = [];
  const own: Record<string, string | true> = {};
  let help = false;
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name = "", , value] = /^--([^=]+)(=([\s\S]*))?$/.exec(SHORT[word] ?? word) ?? [];
    const takesValue = OWN[name];
    const input = inputOf(name);
    if (input !== undefined) inputs.push(word, ...(value === undefined && !isFlag(input) ? rest.splice(0, 1) : []));
    else if (name === "help") help = true;
    else if (takesValue === undefined) inputs.push(word);
    else {
      const key = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      const given = takesValue ? (value ?? rest.shift()) : true;
      if (given === undefined) throw new UsageError(l10n.t("--{0} needs a value.", name));
      own[key] = given;
    }
  }
  return { inputs, own, help };
}

/** The inputs of a task, a line each. */
export function inputsHelp(task: string, signature: string, parameters: readonly Parameter[]): string {
  const width = Math.max(0, ...parameters.map(({ name }) => name.length));
  const lines = parameters.map(({ name, annotation = "", hasDefault, defaultText, doc }) => {
    const words = [annotation, hasDefault ? l10n.t("default {0}", defaultText ?? "…") : l10n.t("required"), doc ?? ""];
    return `  --${name.padEnd(width)}  ${inOneLine(words)}`;
  });
  return `${[`${task}${signature}`, ...(lines.length === 0 ? [`  ${l10n.t("takes no inputs")}`] : lines)].join("\n")}\n`;
}

/**
 * `--day 2026-01-31 --limit=3 --dry` by the task's parameters. A `bool` is a flag, `--no-x` its opposite.
 * @param file what a file gives besides; a word counts more
 * @throws {UsageError} for names the task does not take, missing values, and required inputs that were not given
 */
export function readInputs(
  words: readonly string[],
  task: string,
  parameters: readonly Parameter[],
  file: readonly Input[] = [],
): readonly Input[] {
  const byOption = new Map(
    parameters.flatMap((each) => [each.name, dashed(each.name)].map((name) => [name, each] as const)),
  );
  for (const { name } of file) {
    if (!parameters.some((each) => each.name === name)) throw new UsageError(unknownInput(name, task, parameters));
  }
  const given = new Map<string, Input>(file.map((input) => [input.name, input]));
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name = "", , value] = /^--([^=]+)(=([\s\S]*))?$/.exec(word) ?? [];
    if (name === "")
      throw new UsageError(l10n.t("{0} isn't an input. Inputs are given by name: --NAME VALUE.", JSON.stringify(word)));
    const parameter = byOption.get(name);
    const negated = name.startsWith("no-") ? byOption.get(name.slice(3)) : undefined;
    if (parameter === undefined && negated !== undefined && isFlag(negated)) {
      given.set(negated.name, { name: negated.name, text: "false" });
      continue;
    }
    if (parameter === undefined) throw new UsageError(unknownInput(name, task, parameters));
    const text = value ?? (isFlag(parameter) ? "true" : rest.shift());
    if (text === undefined) throw new UsageError(l10n.t("--{0} needs a value.", name));
    given.set(parameter.name, { name: parameter.name, text });
  }
  const missing = parameters.filter(
    (each) => !each.hasDefault && !isFlag(each) && !isOptional(each) && !given.has(each.name),
  );
  if (missing.length > 0) {
    const needed = missing.map(
      ({ name, annotation }) => `--${name}${annotation === undefined ? "" : ` (${annotation})`}`,
    );
    throw new UsageError(l10n.t("{0} needs {1}.", task, needed.join(", ")));
  }
  // `flyte run` takes a flag that was not given for False.
  for (const each of parameters) {
    if (!each.hasDefault && isFlag(each) && !given.has(each.name))
      given.set(each.name, { name: each.name, text: "false" });
  }
  return [...given.values()];
}

const dashed = (name: string): string => name.replaceAll("_", "-");

const isFlag = ({ annotation }: Parameter): boolean => annotation === "bool";

const isOptional = ({ annotation }: Parameter): boolean => /(^|\.)Optional\[|\|\s*None\b/.test(annotation ?? "");

function unknownInput(name: string, task: string, parameters: readonly Parameter[]): string {
  const known = parameters.map((each) => `--${each.name}`);
  const start = l10n.t("{0} has no input {1}.", task, `--${name}`);
  const hint = suggestion(`--${name}`, known, (names) => l10n.t("Its inputs are {0}.", names));
  return `${start}${hint || ` ${l10n.t("It takes none.")}`}`;
}
