/** Answers to conditions: reads what somebody types by the condition's type. Pure; asking is for the editor and the terminal. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { Condition } from "../../protocol/run.ts";

export type ReadAnswer =
  | { readonly kind: "answer"; readonly value: boolean | number | string }
  | { readonly kind: "wrong"; readonly message: string };

/** Yes and no in English and in the user's language, and Python's words. */
export function readAnswer(type: Condition["type"], text: string): ReadAnswer {
  const typed = text.trim();
  switch (type) {
    case "bool": {
      const word = typed.toLowerCase();
      if (["y", "yes", "true", "1", l10n.t("yes")].includes(word)) return { kind: "answer", value: true };
      if (["n", "no", "false", "0", l10n.t("no")].includes(word)) return { kind: "answer", value: false };
      return { kind: "wrong", message: l10n.t("yes or no") };
    }
    case "int": {
      const value = Number(typed);
      return /^[+-]?\d+$/.test(typed) && Number.isSafeInteger(value)
        ? { kind: "answer", value }
        : { kind: "wrong", message: l10n.t("A whole number") };
    }
    case "float":
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed) && Number.isFinite(Number(typed))
        ? { kind: "answer", value: Number(typed) }
        : { kind: "wrong", message: l10n.t("A number") };
    case "str":
      return { kind: "answer", value: text };
    default:
      return assertNever(type);
  }
}
