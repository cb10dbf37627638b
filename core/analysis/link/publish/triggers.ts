/** Triggers of a task, read from what its decorator was given. */

import type { Trigger } from "../../../../protocol/model.ts";
import type { Place } from "../../../../protocol/place.ts";
import type { Value } from "../../../../protocol/value.ts";
import { automationOf, cronOf, triggerMaker } from "../../words/automation.ts";
import { scheduleText } from "../../words/schedule.ts";
import { triggerNotes } from "../../words/startText.ts";
import { itemsOf } from "../values/containers.ts";
import { alternatives } from "../values/judge.ts";
import {
  type Abstract,
  type Arguments,
  external,
  NONE,
  type ObjectValue,
  type Site,
  str,
  TRUE,
} from "../values/values.ts";

/** How records become the model's types. */
export interface Publish {
  readonly value: (value: Abstract) => Value;
  readonly text: (value: Abstract) => Value<string>;
  readonly bool: (value: Abstract) => Value<boolean>;
  readonly place: (site: Site) => Place;
}

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
  const how = triggerMaker(made.callee);
  if (how === undefined) return undefined;
  const { args, site } = made;
  const given = (name: string) => argument(args, how === "" ? FIELDS : [], name);
  const automation = cronOf(how) ?? automationOf(publish.value(given("automation") ?? NONE));
  const time = how === "" ? undefined : argument(args, ["trigger_time_input_key"], "trigger_time_input_key");
  const inputs = given("inputs");
  const timed = time?.t === "str" ? [{ name: time.value, value: publish.value(external("flyte.TriggerTime")) }] : [];
  const said = {
    name: publish.text(given("name") ?? str(how)),
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
  return { ...said, notes: triggerNotes(said) };
}

function argument({ named, positional }: Arguments, fields: readonly string[], name: string): Abstract | undefined {
  const at = fields.indexOf(name);
  return named.get(name)?.value ?? (at < 0 ? undefined : positional[at]?.value);
}
