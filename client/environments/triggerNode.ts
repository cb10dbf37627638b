/** A trigger's item in the Environments view: its name, when it fires, and what it starts. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import { inOneLine } from "../../base/inOneLine.ts";
import { placeText } from "../../base/placeText.ts";
import type { Automation, Trigger } from "../../protocol/model.ts";
import { nameOf, type TreeNode } from "./treeNode.ts";

/** `task` is the name of what it starts, where it doesn't stand under it. */
export function triggerNode(folder: string, id: string, trigger: Trigger, task = ""): TreeNode {
  const { automation, schedule, notes, place } = trigger;
  const name = nameOf(trigger.name);
  return {
    id,
    kind: "trigger",
    label: name ?? l10n.t("‹name unknown›"),
    description: inOneLine([
      trigger.name.kind === "unknown" ? l10n.t("name unknown: {0}", trigger.name.why) : "",
      schedule,
      task,
      ...notes,
    ]),
    icon: triggerIcon(automation),
    tooltip: placeText(place),
    folder,
    place,
    ...(name === undefined ? {} : { name }),
  };
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
