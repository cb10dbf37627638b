/** What crosses between the runner and the bridge in the worker: JSON lines on descriptors 3 and 4. Twin of runner/python. */

import type {
  ActionId,
  DeployDestination,
  DrawnImage,
  Frame,
  Input,
  InterpreterProblem,
  LaunchSpec,
  Output,
  RunErrorCode,
  RunEvent,
} from "../../protocol/index.ts";
import type { DescribedInput, DescribeParams } from "../../protocol/runner.ts";

export type BridgeCommand =
  | {
      readonly kind: "start";
      readonly spec: LaunchSpec;
      readonly secrets: Readonly<Record<string, string>>;
      /** Texts that no event may tell of what a task was given. */
      readonly hidden: readonly string[];
      /** Inputs that the spec leaves out. */
      readonly withheld: readonly Input[];
    }
  | { readonly kind: "destination"; readonly spec: LaunchSpec }
  | { readonly kind: "answer"; readonly action: ActionId; readonly value?: boolean | number | string }
  | ({ readonly kind: "describe" } & DescribeParams)
  | { readonly kind: "cancel" };

/** An error before it is worded; `details` depend on the code and are read by messages.ts alone. */
export interface BridgeError {
  readonly code: RunErrorCode;
  readonly exception?: string;
  readonly message?: string;
  readonly frames: readonly Frame[];
  /** As Python prints it, whole. Of most actions absent: the run's own error has it. */
  readonly traceback?: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What an image is drawn as: its PNG as base64, for the journal. */
export type BridgeImage = Pick<DrawnImage, "type" | "size"> & { readonly png: string };

/** `whole` is the cut text with more of it, for the journal. */
export type BridgeOutput = Omit<Output, "cut" | "images"> & {
  readonly characters?: number;
  readonly whole?: string;
  /** The value itself, and those in it. */
  readonly image?: BridgeImage;
  readonly images?: readonly ({ readonly at: string } & BridgeImage)[];
};

export type BridgeEnd =
  | { readonly kind: "outputs"; readonly outputs: readonly BridgeOutput[] }
  | { readonly kind: "error"; readonly error: BridgeError }
  | { readonly kind: "cancelled" };

interface Timed {
  readonly atMs: number;
}

/** The lines that follow, up to the next of these, are the batch of this number. */
export interface BatchHead {
  readonly kind: "batch";
  readonly batch: number;
}

/** Events of a run as the bridge tells them: nothing in them is worded, cut or put elsewhere before others hear of it. */
type PassedOn = Extract<
  RunEvent,
  {
    readonly kind:
      | "actionStarted"
      | "attemptStarted"
      | "conditionWaiting"
      | "noEffect"
      | "plainCall"
      | "codeLoaded"
      | "log"
      | "serving"
      | "step";
  }
>;

export type BridgeEvent =
  | PassedOn
  | (Timed &
      (
        | { readonly kind: "ready"; readonly python: string; readonly sdk: string }
        | { readonly kind: "problem"; readonly python?: string; readonly problem: InterpreterProblem }
        | {
            readonly kind: "attemptFailed";
            readonly action: ActionId;
            readonly attempt: number;
            readonly error: BridgeError;
          }
        | {
            readonly kind: "actionFinished";
            readonly action: ActionId;
            readonly end: BridgeEnd;
            readonly inputs?: readonly Input[];
            readonly withheld?: readonly string[];
          }
        | { readonly kind: "report"; readonly action: ActionId; readonly html: string }
        /** A report that is too long to be passed on; told of the first one. */
        | { readonly kind: "reportRefused"; readonly action: ActionId; readonly mostCharacters: number }
        | { readonly kind: "finished"; readonly end: BridgeEnd }
        | { readonly kind: "destination"; readonly destination: DeployDestination }
        /** Problems are the details of `inputInvalid`. */
        | {
            readonly kind: "described";
            readonly inputs: readonly DescribedInput[];
            readonly problems: readonly BridgeError["details"][];
          }
        | { readonly kind: "failed"; readonly error: BridgeError }
      ));

/** Reads a line. Undefined for what a program wrote into the bridge's pipe by mistake: that is output too. */
export function parseLine(line: string): BridgeEvent | BatchHead | undefined {
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === "object" && event !== null && "kind" in event
      ? (event as BridgeEvent | BatchHead)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Splits a stream of bytes into lines. Returns the function that takes chunks. */
export function lineSplitter(onLine: (line: string) => void): (chunk: Buffer) => void {
  let rest: Buffer[] = [];
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      rest.push(chunk.subarray(start, end));
      const line = rest.length === 1 ? (rest[0] ?? Buffer.alloc(0)) : Buffer.concat(rest);
      rest = [];
      onLine(line.toString("utf8"));
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  };
}
