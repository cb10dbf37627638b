/** What a script's call or a trigger starts, in words of the user's language. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../../base/assertNever.ts";
import { namesOf } from "../../../base/values.ts";
import type { EntryPoint, Trigger } from "../../../protocol/model.ts";
import type { Argument, Value } from "../../../protocol/value.ts";

/** `runs etl.main` */
export function startText(kind: EntryPoint["kind"], targets: EntryPoint["targets"]): string {
  const names = targets.map(({ name }) => nameText(name)).join(", ");
  switch (kind) {
    case "run":
      return l10n.t("runs {0}", names);
    case "deploy":
      return l10n.t("deploys {0}", names);
    case "serve":
      return l10n.t("serves {0}", names);
    default:
      return assertNever(kind);
  }
}

/** `gives day`, and that it starts whenever its file is imported. Nobody imports a notebook: its cells are run one by one. */
export function entryNotes({ arguments: given, place, when }: Omit<EntryPoint, "notes">): readonly string[] {
  const isAlways = when === "import" && place.cell === undefined;
  return [...givenText(given), ...(isAlways ? [l10n.t("whenever the file is imported")] : [])];
}

/** `gives day`, `off until it is activated` */
export function triggerNotes({ inputs, autoActivate }: Pick<Trigger, "inputs" | "autoActivate">): readonly string[] {
  return [...givenText(inputs), ...activationText(autoActivate)];
}

function givenText(given: readonly Argument[]): readonly string[] {
  const names = given.flatMap(({ name }) => name ?? []);
  return names.length === 0 ? [] : [l10n.t("gives {0}", names.join(", "))];
}

function activationText(value: Value<boolean>): readonly string[] {
  switch (value.kind) {
    case "known":
      return value.value ? [] : [l10n.t("off until it is activated")];
    case "oneOf":
      return [];
    case "unknown":
      return [l10n.t("activation unknown: {0}", value.why)];
    default:
      return assertNever(value);
  }
}

/** A name as people read it, also where it is one of several or unknown. */
export function nameText(name: Value<string>): string {
  return namesOf(name) ?? l10n.t("‹name unknown›");
}
