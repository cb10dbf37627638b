/** Environments that branches make under one name and variable are deployed as one. Which of them it is, only the run tells. */

import type { Environment, EnvironmentId, ProjectModel, Setting } from "../../protocol/model.ts";
import type { PyValue, Value } from "../../protocol/value.ts";

/** The environment and its alternatives, in the order of the text; itself alone for most. */
export function alternativesOf(model: ProjectModel, environment: Environment): readonly Environment[] {
  const file = model.files.find(({ environments }) => environments.includes(environment));
  return file?.environments.filter((each) => firstOf(each) === firstOf(environment)) ?? [environment];
}

/** Stands for all that are deployed as one. */
export const firstOf = ({ id, alternativeTo = id }: Environment): EnvironmentId => alternativeTo;

/** One environment for all of them: a setting that they don't share is one of theirs. */
export function combined(environments: readonly [Environment, ...Environment[]]): Environment {
  const [first, ...others] = environments;
  const names = new Set(environments.flatMap(({ settings }) => settings.map(({ name }) => name)));
  if (others.length === 0) return first;
  return { ...first, settings: [...names].flatMap((name) => combinedSetting(name, environments)) };
}

function combinedSetting(name: string, environments: readonly Environment[]): readonly Setting[] {
  const settings = environments.map((each) => each.settings.findLast((setting) => setting.name === name));
  const [given] = settings.filter((each) => each !== undefined);
  if (given === undefined) return [];
  return [{ ...given, value: oneOf(settings.map((each) => each?.value ?? NOT_GIVEN)) }];
}

const NOT_GIVEN: Value = { kind: "known", value: { type: "none" } };

function oneOf(values: readonly Value[]): Value {
  const distinct = new Map<string, PyValue>();
  for (const each of values) {
    if (each.kind === "unknown") return each;
    for (const value of each.kind === "known" ? [each.value] : each.values) distinct.set(JSON.stringify(value), value);
  }
  const [first] = distinct.values();
  return distinct.size === 1 && first !== undefined
    ? { kind: "known", value: first }
    : { kind: "oneOf", values: [...distinct.values()] };
}
