/** What fires a trigger, read from the values that it is given. Its words are schedule.ts's. */

import type { Automation } from "../../../protocol/model.ts";
import type { Value } from "../../../protocol/value.ts";
import { argument } from "./callArguments.ts";
import { unknownValue } from "./unknown.ts";

/** What `Trigger.daily()` and its kin stand for. */
const SHORTCUTS: Readonly<Record<string, string>> = {
  minutely: "* * * * *",
  hourly: "0 * * * *",
  daily: "0 0 * * *",
  weekly: "0 0 * * 0",
  monthly: "0 0 1 * *",
};

/** Of what makes a trigger the shortcut's name, empty for the class itself. */
export function triggerMaker(callee: string): string | undefined {
  const shortcut = /^flyte\.Trigger(?:\.(\w+))?$/.exec(callee);
  if (shortcut === null) return undefined;
  const [, how = ""] = shortcut;
  return how === "" || Object.hasOwn(SHORTCUTS, how) ? how : undefined;
}

/** What a shortcut's trigger fires on. */
export function cronOf(shortcut: string): Automation | undefined {
  const value = Object.hasOwn(SHORTCUTS, shortcut) ? SHORTCUTS[shortcut] : undefined;
  return value === undefined
    ? undefined
    : { kind: "cron", expression: { kind: "known", value }, timezone: { kind: "known", value: "UTC" } };
}

/** What fires a trigger, by what it is given for that; nothing is given to one that is fired by hand. */
export function automationOf(value: Value | undefined): Automation {
  if (value === undefined) return { kind: "manual" };
  if (value.kind !== "known") return { kind: "unknown" };
  if (value.value.type === "none") return { kind: "manual" };
  if (value.value.type !== "object") return { kind: "unknown" };
  const { callee, args } = value.value;
  const given = (name: string, position: number): Value<string> | undefined => {
    const found = argument(args, name, position);
    return found === undefined ? undefined : textOf(found);
  };
  switch (callee) {
    case "flyte.Cron": {
      const expression = given("expression", 0);
      const timezone = given("timezone", 1) ?? { kind: "known", value: "UTC" };
      return expression === undefined ? { kind: "unknown" } : { kind: "cron", expression, timezone };
    }
    case "flyte.FixedRate": {
      const minutes = argument(args, "interval_minutes", 0);
      return minutes === undefined ? { kind: "unknown" } : { kind: "rate", minutes: minutesOf(minutes) };
    }
    case "flyte.OnArtifact": {
      const name = given("name", 0);
      return name === undefined ? { kind: "unknown" } : { kind: "artifact", name };
    }
    default:
      return { kind: "unknown" };
  }
}

/** How many minutes each unit of a `timedelta` has, in the order of its parameters. */
const UNITS: Readonly<Record<string, number>> = {
  days: 1440,
  seconds: 1 / 60,
  microseconds: 1 / 60e6,
  milliseconds: 1 / 60e3,
  minutes: 1,
  hours: 60,
  weeks: 10080,
};

/** A number, or a `timedelta` in minutes. */
function minutesOf(value: Value): Value<string> {
  if (value.kind !== "known" || value.value.type !== "object" || value.value.callee !== "datetime.timedelta")
    return textOf(value);
  const units = Object.keys(UNITS);
  const parts = value.value.args.map((each, at) => {
    const amount = known(textOf(each.value));
    return amount === undefined ? Number.NaN : Number(amount) * (UNITS[each.name ?? units[at] ?? ""] ?? Number.NaN);
  });
  const minutes = parts.reduce((sum, each) => sum + each, 0);
  return minutes > 0
    ? { kind: "known", value: String(Number(minutes.toFixed(6))) }
    : unknownValue({ kind: "call", callee: value.value.callee });
}

/** Text, and numbers as they are written. */
function textOf(value: Value): Value<string> {
  if (value.kind === "unknown") return value;
  const values = value.kind === "known" ? [value.value] : value.values;
  const texts = values.map((each) =>
    each.type === "str" ? each.value : each.type === "int" || each.type === "float" ? each.text : undefined,
  );
  const told = texts.flatMap((each) => each ?? []);
  const [first] = told;
  if (first === undefined || told.length < texts.length) return unknownValue({ kind: "expression", text: "" });
  return value.kind === "known" ? { kind: "known", value: first } : { kind: "oneOf", values: told };
}

const known = (value: Value<string>): string | undefined => (value.kind === "known" ? value.value : undefined);
