/** What a script's call starts, in words of the user's language. */

import * as l10n from "@vscode/l10n";
import type { EntryPoint } from "../../protocol/model.ts";
import type { Value } from "../../protocol/value.ts";
import { assertNever } from "../../base/assertNever.ts";

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

/** A name as people read it, also where it is one of several or unknown. */
export function nameText(name: Value<string>): string {
  switch (name.kind) {
    case "known":
      return name.value;
    case "oneOf":
      return name.values.join(l10n.t(" or "));
    case "unknown":
      return l10n.t("‹name unknown›");
    default:
      return assertNever(name);
  }
}
