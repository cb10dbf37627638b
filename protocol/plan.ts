/** What a deployment would send. One type, whoever makes it: from the text alone, or by the SDK itself. */

import type { Place } from "./place.ts";
import type { Value } from "./value.ts";

/** Which level gave a setting its effective value. */
export type Origin = "default" | "environment" | "task" | "override" | "script";

export interface EffectiveSetting {
  readonly name: string;
  readonly value: Value;
  readonly origin: Origin;
  readonly place?: Place;
}

export interface PlannedTask {
  readonly name: Value<string>;
  readonly function: string;
  readonly place: Place;
  /** `(day: date, limit: int = 10) → str` */
  readonly signature: string;
  readonly settings: readonly EffectiveSetting[];
}

/** Why an environment is part of the plan. */
export type Because =
  | { readonly kind: "asked" }
  | {
      readonly kind: "dependency";
      readonly of: Value<string>;
      readonly place: Place;
      /** Whether it depends on it can't be told from the text. */
      readonly maybe?: true;
    };

export interface PlannedImage {
  /** One line for people: `debian base · python 3.12 · pandas, pyarrow`. */
  readonly text: string;
  readonly value: Value;
  readonly place?: Place;
}

export interface PlannedEnvironment {
  readonly name: Value<string>;
  readonly kind: string;
  readonly place: Place;
  readonly because: Because;
  readonly image: PlannedImage;
  readonly settings: readonly EffectiveSetting[];
  readonly tasks: readonly PlannedTask[];
}

/** An environment of an installed package: what it holds is that package's. */
export interface PlannedInstalled {
  readonly name: Value<string>;
  /** The module that defines it. */
  readonly module: string;
  /** The dependency that leads to it. */
  readonly place: Place;
}

/** A value of the destination and where it was read: `config.yaml:4`. */
export interface Sourced {
  readonly value: string;
  readonly from: string;
}

/** Why the facts of one SDK are used: it is the installed one, the nearest older or the oldest that is known, or none is installed. */
export type SdkMatch = "exact" | "older" | "oldest" | "newest";

/** The SDK whose defaults and levels were used, and the installed one that they stand for. */
export interface SdkFacts {
  readonly version: string;
  readonly installed?: string;
  readonly match: SdkMatch;
}

export interface Plan {
  readonly maker: "static" | "exact";
  readonly sdk: SdkFacts;
  /** The equivalent `flyte deploy` command, for reading. */
  readonly command: readonly string[];
  readonly target: Value<string>;
  readonly project?: Sourced;
  readonly domain?: Sourced;
  /** What the header of the deployed file asks for (PEP 723): how it runs as a script. */
  readonly script?: readonly EffectiveSetting[];
  /** In the order in which the SDK's planning lists them; it deploys them concurrently. */
  readonly environments: readonly PlannedEnvironment[];
  /** Environments of installed packages that come along. */
  readonly installed?: readonly PlannedInstalled[];
  /** Dependencies that can't be told from the text. */
  readonly unknownDependencies: readonly { readonly value: Value<string>; readonly place: Place }[];
  readonly problems: readonly PlanProblem[];
}

/** What makes the SDK's planning end with an error, or leaves the plan incomplete. */
export type PlanProblem =
  /** `depends_on` leads back to where it began; the first name is repeated at the end. */
  | { readonly kind: "cycle"; readonly names: readonly string[]; readonly place: Place }
  /** A file that the deployment loads can't be parsed here: Python refuses it, and the plan may lack something. */
  | { readonly kind: "syntax"; readonly place: Place }
  /** A statement of a file that the deployment loads is too much to evaluate: the plan may lack something. */
  | { readonly kind: "budget"; readonly place: Place }
  /** Two environments of one name in one plan. */
  | { readonly kind: "duplicateName"; readonly name: string; readonly places: readonly Place[] }
  /** A task keeps an image that its environment has no longer, so that it isn't built. */
  | { readonly kind: "imageNotBuilt"; readonly task: Value<string>; readonly place: Place };

/** A plan as a document: its text, and which stretches of it lead where. */
export interface PlanDocument {
  readonly text: string;
  readonly links: readonly PlanLink[];
  readonly folds: readonly { readonly startLine: number; readonly endLine: number }[];
}

export interface PlanLink {
  /** Zero-based line and UTF-16 columns in the plan's text. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly target: Place;
}
