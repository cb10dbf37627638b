/** What an action was given, as a document. Pure; finding its events and showing it is client/givenDocument.ts's. */

import * as l10n from "@vscode/l10n";
import type { Input } from "../../protocol/launch.ts";
import type { ActionId, RunEvent, ShownInput } from "../../protocol/run.ts";

/** Whole where the journal has them so: of a run by its launch, of an action that failed; else in short. */
export function inputsText(head: string, events: Iterable<RunEvent>, action: ActionId | undefined): string {
  let shown: readonly ShownInput[] | undefined;
  let whole: readonly Input[] | undefined;
  let withheld: readonly string[] = [];
  for (const event of events) {
    if (event.kind === "runStarted" && action === undefined && event.spec.action.kind === "run") {
      whole = event.spec.action.inputs;
      withheld = event.spec.action.withheld ?? [];
    }
    if (event.kind === "actionStarted" && event.action === action) shown = event.inputs;
    if (event.kind === "actionFinished" && event.action === action) {
      whole = event.inputs;
      withheld = event.withheld ?? [];
    }
  }
  const left = withheld.map((name) => ({ name, text: withheldText() }));
  const inputs =
    whole === undefined ? shown : [...whole.map((input) => ({ name: input.name, text: textOf(input) })), ...left];
  if (inputs === undefined) {
    return `${head}\n\n${l10n.t("The journal has no inputs of it: it was given none, they hold a secret of the run, or 2,000 actions had begun before.")}\n`;
  }
  if (inputs.length === 0) return `${head}\n\n${l10n.t("It was given nothing.")}\n`;
  return `${[head, ...inputs.flatMap(({ name, text }) => ["", name, text])].join("\n")}\n`;
}

/** Stands where an input's value would. */
export function withheldText(): string {
  return l10n.t("It holds a secret, and was not kept.");
}

function textOf(input: Input): string {
  return "text" in input ? input.text : JSON.stringify(input.value, undefined, 2);
}
