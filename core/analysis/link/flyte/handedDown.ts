/** What an environment hands down to a task: the SDK copies it when the task is made, and what is assigned later counts for later tasks. */

import type { EnvironmentRecord, SettingRecord, TakenSettings, TaskRecord } from "../records.ts";
import { alternatives, union } from "../values/judge.ts";
import type { Abstract } from "../values/values.ts";
import { notGiven } from "./flyteNames.ts";

/** To be called before an environment that stands is given another setting. */
export function keepSettings(record: EnvironmentRecord): void {
  record.before.push(new Map(record.settings));
}

/** The state of its environment, or environments, that a task is made with. */
export const takenFrom = (environment: Abstract): TakenSettings[] =>
  alternatives(environment).flatMap((each) =>
    each.t === "environment" ? [{ environment: each.record, at: each.record.before.length }] : [],
  );

/** Where a task's environment was changed after it took its settings: what it took, and from which environment. */
export function handedDown({
  taken = [],
}: TaskRecord):
  | { readonly environment: EnvironmentRecord; readonly settings: ReadonlyMap<string, SettingRecord> }
  | undefined {
  const [first, ...others] = taken;
  if (first === undefined || taken.every(({ environment, at }) => environment.before[at] === undefined))
    return undefined;
  const settings = new Map(settingsOf(first));
  for (const each of others) addAlternative(settings, settingsOf(each), true);
  return { environment: first.environment, settings };
}

const settingsOf = ({ environment, at }: TakenSettings): ReadonlyMap<string, SettingRecord> =>
  environment.before[at] ?? environment.settings;

/** Where two branches give a setting, it is one of both; where one of them leaves it out, the SDK's default is the other. */
export function addAlternative(
  settings: Map<string, SettingRecord>,
  others: ReadonlyMap<string, SettingRecord>,
  ofEnvironment: boolean,
): void {
  for (const [name, { value, site }] of settings)
    settings.set(name, { value: union([value, others.get(name)?.value ?? notGiven(name, ofEnvironment)]), site });
  for (const [name, { value, site }] of others)
    if (!settings.has(name)) settings.set(name, { value: union([notGiven(name, ofEnvironment), value]), site });
}
