/** Words why a task refuses an input, from what the bridge found. What it found it with is the SDK's type engine, and values.py. */

import * as l10n from "@vscode/l10n";
import type { InputProblem } from "../../protocol/runner.ts";
import { type Details, list, text } from "./details.ts";

const pathOf = ({ path }: Details): readonly (string | number)[] =>
  Array.isArray(path) ? path.filter((each) => typeof each === "string" || typeof each === "number") : [];

export function inputProblem(details: Details): InputProblem {
  const path = pathOf(details);
  return { input: text(details.parameter), path, missing: details.why === "missing", message: wordInput(details) };
}

export function wordInput(details: Details): string {
  const path = pathOf(details);
  const place = placeText(text(details.parameter), path);
  const expected = text(details.expected);
  const reason = text(details.reason);
  switch (details.why) {
    case "unknown":
      if (path.length > 0) {
        const around = placeText(text(details.parameter), path.slice(0, -1));
        return l10n.t(
          "{0} ({1}) has no {2}. It has {3}.",
          around,
          text(details.of),
          text(path.at(-1)),
          list(details.known),
        );
      }
      return list(details.known) === ""
        ? l10n.t("The task has no input {0}; it takes none.", place)
        : l10n.t("The task has no input {0}. Its inputs are {1}.", place, list(details.known));
    case "missing":
      return path.length > 0
        ? l10n.t("{0} ({1}) is missing.", place, expected)
        : l10n.t("Input {0} ({1}) is required and has no value.", place, expected);
    case "withheld":
      return l10n.t("Input {0} must be {1}. What was given holds a secret, and isn't shown.", place, expected);
    default:
      if (expected === "") return l10n.t("Input {0}: {1}; {2} was given.", place, reason, text(details.given));
      return reason === ""
        ? l10n.t("Input {0} must be {1}; {2} was given.", place, expected, text(details.given))
        : l10n.t("Input {0} must be {1}; {2} was given: {3}", place, expected, text(details.given), reason);
  }
}

/** `points[2].x`. */
function placeText(input: string, path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (said, each) => (typeof each === "number" ? `${said}[${each}]` : `${said}.${each}`),
    input,
  );
}
