/** Which level gives each setting its value, by the rules that were asked from the SDK. */

import type { Environment, ProjectModel, Setting, Task } from "../../protocol/model.ts";
import type { EffectiveSetting } from "../../protocol/plan.ts";
import type { Value } from "../../protocol/value.ts";
import { unknownValue } from "../analysis/index.ts";
import { environmentClass, fallsThrough, type SdkParameter, type SdkParameters, type SdkSchema } from "../sdk/index.ts";

/** Shown elsewhere in a plan. */
const ELSEWHERE = new Set(["name", "depends_on", "image"]);

/** An environment's own settings, the constructor's order first. A class that the SDK doesn't know has no known defaults. */
export function environmentSettings(environment: Environment, sdk: SdkSchema): readonly EffectiveSetting[] {
  const given = byName(environment.settings);
  const parameters = environmentClass(sdk, environment.kind)?.parameters ?? {};
  return names(parameters, given).map((name) => effective(name, undefined, given.get(name), parameters));
}

/** A task's settings: its own, those its environment hands down, and the SDK's defaults. */
export function taskSettings(task: Task, environment: Environment, sdk: SdkSchema): readonly EffectiveSetting[] {
  const { handedDown, levels } = sdk;
  const own = byName(task.settings);
  const inherited = new Map(
    [...byName(task.handedDown ?? environment.settings)].filter(([name]) => handedDown.includes(name)),
  );
  const shared = environmentClass(sdk, environment.kind)?.parameters ?? {};
  const down: SdkParameters = Object.fromEntries(Object.entries(shared).filter(([name]) => handedDown.includes(name)));
  // A shared parameter's default is the environment's: the decorator's `None` only means "not given".
  const parameters: SdkParameters = { ...down, ...without(levels.task.parameters, down) };
  return names(parameters, own, inherited).map((name) => {
    const given = own.get(name);
    const counts = given !== undefined && !givesWay(levels.task.parameters[name], given.value);
    return effective(name, counts ? given : undefined, inherited.get(name), parameters);
  });
}

/** What the header of a file asks for, where it has one. */
export const headerSettings = (model: ProjectModel, file: string): readonly EffectiveSetting[] =>
  (model.files.find(({ path }) => path === file)?.script ?? []).map(({ name, value, place }) => ({
    name,
    value,
    origin: "script",
    place,
  }));

function effective(
  name: string,
  task: Setting | undefined,
  environment: Setting | undefined,
  parameters: SdkParameters,
): EffectiveSetting {
  if (task !== undefined) return { name, value: task.value, origin: "task", place: task.place };
  if (environment !== undefined)
    return { name, value: environment.value, origin: "environment", place: environment.place };
  return { name, value: defaultOf(parameters, name), origin: "default" };
}

const givesWay = (parameter: SdkParameter | undefined, value: Value): boolean =>
  value.kind === "known" && fallsThrough(parameter, value.value);

function defaultOf(parameters: SdkParameters, name: string): Value {
  const value = parameters[name]?.default;
  return value === undefined ? unknownValue({ kind: "name", name }) : { kind: "known", value };
}

function names(parameters: SdkParameters, ...given: readonly ReadonlyMap<string, Setting>[]): readonly string[] {
  const all = [
    ...Object.keys(parameters).filter((name) => parameters[name]?.default !== undefined),
    ...given.flatMap((each) => [...each.keys()]),
  ];
  return [...new Set(all)].filter((name) => !ELSEWHERE.has(name));
}

/** The last of equal names counts, as in Python. */
const byName = (settings: readonly Setting[]): ReadonlyMap<string, Setting> =>
  new Map(settings.map((each) => [each.name, each]));

const without = (parameters: SdkParameters, others: SdkParameters): SdkParameters =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => !(name in others)));
