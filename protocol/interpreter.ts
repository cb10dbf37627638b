/** Which Python a folder uses, and why. Read from files alone: nothing is started. */

/** Who chose the interpreter. */
export type InterpreterSource =
  | { readonly kind: "setting" }
  | { readonly kind: "pythonEnvironments" }
  | { readonly kind: "pythonExtension" }
  | { readonly kind: "venv"; readonly folder: string }
  | { readonly kind: "path" }
  | { readonly kind: "argument" };

export interface InterpreterInfo {
  /** Absolute path of the executable. */
  readonly path: string;
  /** `3.12.4`; absent when the files don't tell. */
  readonly version?: string;
  /** The installed Flyte SDK; absent when it isn't installed. */
  readonly sdk?: SdkInfo;
  /** Installed `flyteplugins-*` distributions. */
  readonly plugins: readonly SdkInfo[];
  /** Absolute folders. */
  readonly sitePackages: readonly string[];
  readonly source: InterpreterSource;
}

export interface SdkInfo {
  readonly name: string;
  readonly version: string;
}

/** The oldest Python that the SDK runs on. */
export const OLDEST_PYTHON = [3, 10] as const;

/** The oldest SDK with which listing, running, planning and deploying work. */
export const OLDEST_SDK = "2.0.8";

/** An interpreter as it is shown: the words are the server's. */
export interface DescribedInterpreter extends InterpreterInfo {
  /** What a user would call it: `.venv`, `/usr/bin/python3`. */
  readonly name: string;
  /** Why it was chosen: the second half of "… because". */
  readonly why: string;
  /** What stands in the way of running with it, as far as its files tell. */
  readonly obstacle?: InterpreterObstacle;
}

export interface InterpreterObstacle {
  readonly kind: "pythonTooOld" | "sdkMissing" | "sdkTooOld";
  /** What happened, and why. */
  readonly message: string;
}

/** What stands in the way of running with an interpreter. */
export type InterpreterProblem =
  | { readonly kind: "notFound"; readonly path: string }
  /** It ended before it said what it is; the last that it said otherwise, empty for nothing. */
  | { readonly kind: "ended"; readonly code: number; readonly said: string }
  | { readonly kind: "pythonTooOld"; readonly version: string }
  | { readonly kind: "sdkMissing" }
  | { readonly kind: "sdkTooOld"; readonly version: string; readonly oldest: string }
  | { readonly kind: "sdkBroken"; readonly message: string }
  /** It started, and after that many seconds importing the SDK had not ended. */
  | { readonly kind: "notReady"; readonly seconds: number }
  /** Only of a run that is to be debugged. */
  | { readonly kind: "debugpyMissing"; readonly message: string };
