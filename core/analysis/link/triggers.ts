/** Triggers of a task, read from what its decorator was given. */

import type { Automation, Trigger } from "../../../protocol/model.ts";
import type { Place } from "../../../protocol/place.ts";
import type { Value } from "../../../protocol/value.ts";
import { scheduleText } from "../schedule.ts";
import { itemsOf } from "./containers.ts";
import { alternatives } from "./judge.ts";
import { type Abstract, type Arguments, external, NONE, type ObjectValue, type Site, str, TRUE } from "./values.ts";

/** How records become the model's types. */
export interface Publish {
  readonly value: (value: Abstract) => Value;
  readonly text: (value: Abstract) => Value<string>;
  readonly bool: (value: Abstract) => Value<boolean>;
  readonly place: (site: Site) => Place;
}

/** What `Trigger.daily()` and its kin stand for. */
const SHORTCUTS: Readonly<Record<string, string>> = {
  minutely: "* * * * *",
  hourly: "0 * * * *",
  daily: "0 0 * * *",
  weekly: "0 0 * * 0",
  monthly: "0 0 1 * *",
};

const FIELDS = ["name", "automation", "description", "auto_activate", "inputs"];

export function triggersOf(setting: Abstract | undefined, publish: Publish): readonly Trigger[] {
  if (setting === undefined) return [];
  return alternatives(setting).flatMap((value) =>
    (value.t === "object" ? [value] : (itemsOf(value) ?? [])).flatMap((each) =>
      each.t === "object" ? (triggerOf(each, publish) ?? []) : [],
    ),
  );
}

function triggerOf(made: ObjectValue, publish: Publish): Trigger | undefined {
  const shortcut = /^flyte\.Trigger(?:\.(\w+))?$/.exec(made.callee);
  if (shortcut === null) return undefined;
  const how = shortcut[1];
  const cron = how === undefined || !Object.hasOwn(SHORTCUTS, how) ? undefined : SHORTCUTS[how];
  if (how !== undefined && cron === undefined) return undefined;
  const { args, site } = made;
  const given = (name: string) => argument(args, how === undefined ? FIELDS : [], name);
  const automation: Automation =
    cron === undefined
      ? automationOf(given("automation") ?? NONE, publish)
      : { kind: "cron", expression: publish.text(str(cron)), timezone: publish.text(str("UTC")) };
  const time = how === undefined ? undefined : argument(args, ["trigger_time_input_key"], "trigger_time_input_key");
  const inputs = given("inputs");
  const timed = time?.t === "str" ? [{ name: time.value, value: publish.value(external("flyte.TriggerTime")) }] : [];
  return {
    name: publish.text(given("name") ?? str(how ?? "")),
    automation,
    schedule: scheduleText(automation),
    inputs: [
      ...timed,
      ...(inputs?.t === "dict" ? inputs.entries : []).flatMap(([key, value]) =>
        key.t === "str" ? [{ name: key.value, value: publish.value(value) }] : [],
      ),
    ],
    autoActivate: publish.bool(given("auto_activate") ?? TRUE),
    place: publish.place(site),
  };
}

function automationOf(value: Abstract, { text }: Publish): Automation {
  if (value.t === "none") return { kind: "manual" };
  if (value.t !== "object") return { kind: "unknown" };
  const { args } = value;
  switch (value.callee) {
    case "flyte.Cron": {
      const expression = argument(args, ["expression"], "expression");
      const timezone = argument(args, ["expression", "timezone"], "timezone") ?? str("UTC");
      return expression === undefined
        ? { kind: "unknown" }
        : { kind: "cron", expression: text(expression), timezone: text(timezone) };
    }
    case "flyte.FixedRate": {
      const minutes = argument(args, ["interval_minutes"], "interval_minutes");
      return minutes === undefined ? { kind: "unknown" } : { kind: "rate", minutes: text(minutes) };
    }
    case "flyte.OnArtifact": {
      const name = argument(args, ["name"], "name");
      return name === undefined ? { kind: "unknown" } : { kind: "artifact", name: text(name) };
    }
    default:
      return { kind: "unknown" };
  }
}

function argument({ named, positional }: Arguments, fields: readonly string[], name: string): Abstract | undefined {
  const at = fields.indexOf(name);
  return named.get(name)?.value ?? (at < 0 ? undefined : positional[at]?.value);
}
