/** A trigger's item in the Environments view: its name, when it fires, and what it starts. */

import * as l10n from "@vscode/l10n";
import type { Automation, Trigger } from "../protocol/model.ts";
import { assertNever } from "../base/assertNever.ts";
import { join, nameOf, placeText, type TreeNode } from "./treeNode.ts";

/** `task` is the name of what it starts, where it doesn't stand under it. */
export function triggerNode(folder: string, id: string, trigger: Trigger, task = ""): TreeNode {
  const { automation, schedule, inputs, autoActivate, place } = trigger;
  const name = nameOf(trigger.name);
  const given = inputs.flatMap((each) => each.name ?? []);
  return {
    id,
    kind: "trigger",
    label: name ?? l10n.t("‹name unknown›"),
    description: join([
      trigger.name.kind === "unknown" ? l10n.t("name unknown: {0}", trigger.name.why) : "",
      schedule,
      task,
      given.length === 0 ? "" : l10n.t("gives {0}", given.join(", ")),
      activation(autoActivate),
    ]),
    icon: triggerIcon(automation),
    tooltip: placeText(place),
    folder,
    place,
    ...(name === undefined ? {} : { name }),
  };
}

function activation(value: Trigger["autoActivate"]): string {
  switch (value.kind) {
    case "known":
      return value.value ? "" : l10n.t("off until it is activated");
    case "oneOf":
      return "";
    case "unknown":
      return l10n.t("activation unknown: {0}", value.why);
    default:
      return assertNever(value);
  }
}

function triggerIcon({ kind }: Automation): string {
  switch (kind) {
    case "cron":
    case "rate":
      return "watch";
    case "artifact":
      return "package";
    case "manual":
      return "person";
    case "unknown":
      return "question";
    default:
      return assertNever(kind);
  }
}
