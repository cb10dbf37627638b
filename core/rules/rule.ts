/** What a rule is. Each has a file of its own; index.ts lists them. */

import type { ProjectModel } from "../../protocol/model.ts";
import type { Place } from "../../protocol/place.ts";

export type Severity = "error" | "warning" | "information" | "hint";

/** What a rule found. `message` is worded for people, without a full stop. */
export interface Finding {
  readonly place: Place;
  readonly message: string;
  /** Where it differs from the rule's. */
  readonly severity?: Severity;
}

export interface Rule {
  /** As it stands behind the message in an editor. */
  readonly code: string;
  readonly severity: Severity;
  /** The part of the SDK that refuses, or goes wrong. */
  readonly source: string;
  /** Why it matters, in a sentence. */
  readonly why: () => string;
  /** Finds nothing where a value is unknown. */
  readonly check: (model: ProjectModel) => readonly Finding[];
}

/** Gives a rule its type; the file around it is all of the rule. */
export const defineRule = (rule: Rule): Rule => rule;
