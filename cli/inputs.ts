/** A task's inputs from a command line, spelled as `flyte run` takes them. Types are read in the bridge, by the task's own annotations. */

import * as l10n from "@vscode/l10n";
import type { Input } from "../protocol/launch.ts";
import type { Parameter } from "../protocol/model.ts";
import { suggestion } from "./nearest.ts";
import { UsageError } from "./usage.ts";

/**
 * `--day 2026-01-31 --limit=3 --dry` by the task's parameters. A `bool` is a flag, `--no-x` its opposite.
 * @throws {UsageError} for names the task does not take, missing values, and required inputs that were not given
 */
export function readInputs(words: readonly string[], task: string, parameters: readonly Parameter[]): readonly Input[] {
  const byOption = new Map(
    parameters.flatMap((each) => [each.name, each.name.replaceAll("_", "-")].map((name) => [name, each] as const)),
  );
  const given = new Map<string, Input>();
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name = "", , value] = /^--([^=]+)(=([\s\S]*))?$/.exec(word) ?? [];
    if (name === "")
      throw new UsageError(l10n.t("{0} is no input. Inputs are given by name: --NAME VALUE.", JSON.stringify(word)));
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

const isFlag = ({ annotation }: Parameter): boolean => annotation === "bool";

const isOptional = ({ annotation }: Parameter): boolean => /(^|\.)Optional\[|\|\s*None\b/.test(annotation ?? "");

function unknownInput(name: string, task: string, parameters: readonly Parameter[]): string {
  const known = parameters.map((each) => `--${each.name}`);
  const start = l10n.t("{0} has no input {1}.", task, `--${name}`);
  const hint = suggestion(`--${name}`, known, (names) => l10n.t("Its inputs are {0}.", names));
  return `${start}${hint || ` ${l10n.t("It takes none.")}`} ${l10n.t("Options of flightdeck itself stand before the file.")}`;
}
