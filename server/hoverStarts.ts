/** What is said in a hover of what starts something: an entry point's call, a task's triggers, the functions of an app. */

import * as l10n from "@vscode/l10n";
import { describeSetting, nameText } from "../core/analysis/index.ts";
import { nameOf } from "../core/plan/index.ts";
import type { AppFunction, EntryPoint, Environment, Task } from "../protocol/model.ts";
import type { HoverText } from "./hoverMarkup.ts";

/** What the call runs, deploys or serves, and whom the script contacts for that. */
export function entryPointHover({ text, options, where, when, notes }: EntryPoint): HoverText {
  return {
    title: text,
    subtitle: where,
    settings: [],
    notes: [
      ...options.map(({ name = "", value }) => describeSetting(name, value)),
      ...notes,
      ...(when === "main" ? [l10n.t("when the file is run as a script")] : []),
    ],
  };
}

export function appFunctionHover({ roleText, name, isAsync }: AppFunction, environment: Environment): HoverText {
  return {
    title: name,
    subtitle: isAsync
      ? l10n.t("async function of app {0}", nameOf(environment))
      : l10n.t("function of app {0}", nameOf(environment)),
    settings: [],
    notes: [roleText],
  };
}

/** `serve runs as the server` */
export const functionNotes = ({ functions = [] }: Environment): readonly string[] =>
  functions.map(({ roleText, name }) => `${name} ${roleText}`);

/** `Trigger daily: daily at 06:00 UTC, gives day` */
export const triggerNotes = ({ triggers = [] }: Task): readonly string[] =>
  triggers.map(({ name, schedule, notes }) =>
    l10n.t("Trigger {0}: {1}", nameText(name), [schedule, ...notes].join(", ")),
  );
