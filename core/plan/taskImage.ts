/** The image that a task is deployed with, where it is another one than its environment has in the end: a setting, or none. */

import type { Environment, Setting, Task } from "../../protocol/model.ts";
import type { EffectiveSetting } from "../../protocol/plan.ts";
import type { PyValue, Value } from "../../protocol/value.ts";
import { unknownValue } from "../analysis/index.ts";

const AUTO: Value = { kind: "known", value: { type: "str", value: "auto" } };

/**
 * A task takes its environment's image when it is made. What deploying looks up first is what was built for the
 * environment, though, so that an image which the SDK builds, or finds itself, is that of all tasks; one that is merely
 * named is looked up for each task, which then has what it took.
 */
export function taskImage(task: Task, environment: Environment): readonly EffectiveSetting[] {
  if (task.handedDown === undefined) return [];
  const now = imageIn(environment.settings)?.value ?? AUTO;
  const taken = imageIn(task.handedDown);
  const before = taken?.value ?? AUTO;
  // What the environment's own line says to be unknown needs no second one.
  if (now.kind === "unknown" || JSON.stringify(now) === JSON.stringify(before)) return [];
  const all = now.kind === "known" ? [now.value] : now.values;
  const built = all.filter(isBuilt);
  if (built.length === all.length) return [];
  // What another package's function returned may be either.
  const other = all.find((each) => each.type === "object" && !isBuilt(each));
  const value = other?.type === "object" ? unknownValue({ kind: "call", callee: other.callee }) : either(built, before);
  return [{ name: "image", value, origin: "environment", ...(taken === undefined ? {} : { place: taken.place }) }];
}

/** It has layers of its own, so that deploying ends with an error where nobody builds it. */
export function needsBuilding({ value }: EffectiveSetting): boolean {
  return value.kind === "known" && value.value.type === "object" && value.value.callee.startsWith("with_");
}

const imageIn = (settings: readonly Setting[]): Setting | undefined =>
  settings.findLast(({ name }) => name === "image");

/** Whether the SDK makes an image of it for the environment. */
function isBuilt(value: PyValue): boolean {
  if (value.type === "str") return value.value === "auto";
  if (value.type !== "object") return false;
  if (value.callee.startsWith("flyte.Image.")) return true;
  return value.on?.kind === "known" && isBuilt(value.on.value);
}

function either(built: readonly PyValue[], before: Value): Value {
  if (built.length === 0 || before.kind === "unknown") return before;
  const values = [...built, ...(before.kind === "known" ? [before.value] : before.values)];
  const distinct = new Map(values.map((each) => [JSON.stringify(each), each]));
  const [first, ...others] = distinct.values();
  if (first === undefined) return before;
  return others.length === 0 ? { kind: "known", value: first } : { kind: "oneOf", values: [first, ...others] };
}
