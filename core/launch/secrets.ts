/** Which environment variables a task's secrets arrive in, as far as the text tells. Names alone: values are never here. */

import type { Environment, Setting, Task } from "../../protocol/model.ts";
import type { Argument, Value } from "../../protocol/value.ts";

/** The variables of a task and its environment, sorted. What is mounted as a file is in none. */
export function secretNames(task: Task | undefined, environment: Environment | undefined): readonly string[] {
  const settings: readonly Setting[] = [
    ...(task?.handedDown ?? environment?.settings ?? []),
    ...(task?.settings ?? []),
  ];
  const names = settings.filter(({ name }) => name === "secrets").flatMap(({ value }) => variablesOf(value));
  return [...new Set(names)].sort();
}

function variablesOf(value: Value): readonly string[] {
  if (value.kind !== "known") return [];
  const known = value.value;
  switch (known.type) {
    case "str":
      return [variable(known.value)];
    case "list":
    case "tuple":
      return known.items.flatMap(variablesOf);
    case "object":
      return known.callee === "flyte.Secret" ? ofSecret(known.args) : [];
    default:
      return [];
  }
}

/** As the SDK names it (`flyte/_secret.py`). */
function ofSecret(args: readonly Argument[]): readonly string[] {
  const own = textOf(args, "as_env_var", 3);
  if (own !== undefined) return [own];
  const isMounted = args.some(({ name }, index) => name === "mount" || (name === undefined && index === 2));
  const key = textOf(args, "key", 0);
  if (isMounted || key === undefined) return [];
  const group = textOf(args, "group", 1);
  return [variable(group === undefined ? key : `${group}_${key}`)];
}

function textOf(args: readonly Argument[], name: string, position: number): string | undefined {
  const given =
    args.find((each) => each.name === name) ?? (args[position]?.name === undefined ? args[position] : undefined);
  const value = given?.value;
  return value?.kind === "known" && value.value.type === "str" ? value.value.value : undefined;
}

const variable = (key: string): string => key.replaceAll("-", "_").toUpperCase();
