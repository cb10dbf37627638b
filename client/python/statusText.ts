/** Words the language status: which SDK and what is wrong with it, which interpreter and why that one. Pure: showing it is status.ts's work. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { DescribedInterpreter } from "../../protocol/interpreter.ts";

/** What a click does. */
export type StatusCommand = "chooseInterpreter" | "installSdk" | "manageTrust" | "openFolder" | "restartServer";

export interface StatusText {
  readonly text: string;
  readonly detail: string;
  readonly severity: "information" | "warning" | "error";
  readonly busy: boolean;
  readonly command?: { readonly kind: StatusCommand; readonly title: string };
}

/** One line each: the editor shows 500 pixels of a line, and what a click does stands at its end. */
export interface StatusTexts {
  readonly sdk: StatusText;
  /** Absent while there is none to speak of. */
  readonly interpreter?: StatusText & {
    /** The text may be cut. */
    readonly name: string;
  };
}

/** What the status speaks of. */
export type StatusSubject =
  | { readonly kind: "serverFailed"; readonly message: string }
  | { readonly kind: "noFolder" }
  | { readonly kind: "looking" }
  | Found;

interface Found {
  readonly kind: "found";
  readonly interpreter: DescribedInterpreter | null;
  /** What the setting names, when nothing is there. */
  readonly missingSetting?: string;
  readonly isTrusted: boolean;
  /** Elsewhere what is missing is no trouble: nobody needs it. */
  readonly hasFlyte: boolean;
  /** The file in the editor, where its header names an environment of its own. */
  readonly script?: string;
}

/** `Python 3.12.4` */
export function pythonText({ version }: Pick<DescribedInterpreter, "version">): string {
  return version === undefined ? "Python" : `Python ${version}`;
}

export function statusText(subject: StatusSubject): StatusTexts {
  switch (subject.kind) {
    case "serverFailed":
      return {
        sdk: {
          text: l10n.t("Flightdeck stopped"),
          detail: subject.message,
          severity: "error",
          busy: false,
          command: { kind: "restartServer", title: l10n.t("Restart Server") },
        },
      };
    case "noFolder":
      return {
        sdk: {
          text: l10n.t("Flyte"),
          detail: l10n.t("open a folder to run its Flyte code"),
          severity: "information",
          busy: false,
          command: { kind: "openFolder", title: l10n.t("Open Folder") },
        },
      };
    case "looking":
      return {
        sdk: {
          text: l10n.t("Flyte"),
          detail: l10n.t("looking for the interpreter"),
          severity: "information",
          busy: true,
        },
      };
    case "found":
      return foundTexts(subject);
    default:
      return assertNever(subject);
  }
}

function foundTexts({ interpreter, missingSetting, isTrusted, hasFlyte, script }: Found): StatusTexts {
  if (script !== undefined) {
    const name = l10n.t("environment of {0}", shortName(script));
    const about = { severity: "information", busy: false } as const;
    return {
      sdk: { text: l10n.t("Flyte"), detail: l10n.t("from the file's header"), ...about },
      interpreter: { text: name, name, detail: l10n.t("made by uv, because its header names dependencies"), ...about },
    };
  }
  const command = choice(isTrusted);
  if (interpreter !== null) {
    const text = shortName(interpreter.name);
    const detail = l10n.t("because {0}", interpreter.why);
    return {
      sdk: sdkText(interpreter, isTrusted, hasFlyte),
      interpreter: { text, name: interpreter.name, detail, severity: "information", busy: false, command },
    };
  }
  const detail =
    missingSetting === undefined
      ? l10n.t("no interpreter was found for this folder")
      : l10n.t("flightdeck.interpreter names {0}", shortName(missingSetting));
  const severity = hasFlyte ? "error" : "information";
  return { sdk: { text: l10n.t("No Python"), detail, severity, busy: false, command } };
}

function sdkText(interpreter: DescribedInterpreter, isTrusted: boolean, hasFlyte: boolean): StatusText {
  const version = interpreter.sdk?.version ?? "";
  const about = { detail: pythonText(interpreter), busy: false } as const;
  if (interpreter.obstacle === undefined) return { text: `flyte ${version}`, ...about, severity: "information" };
  const severity = hasFlyte ? "warning" : "information";
  const install = (title: string) => (isTrusted ? { command: { kind: "installSdk", title } as const } : {});
  const { kind } = interpreter.obstacle;
  switch (kind) {
    case "pythonTooOld":
      return { text: l10n.t("Python is too old for Flyte"), ...about, severity };
    case "sdkMissing":
      return { text: l10n.t("Flyte isn't installed"), ...about, severity, ...install(l10n.t("Install flyte")) };
    case "sdkTooOld":
      return { text: l10n.t("flyte {0} is too old", version), ...about, severity, ...install(l10n.t("Update flyte")) };
    default:
      return assertNever(kind);
  }
}

/** In a folder that isn't trusted the editor ignores the setting that a choice is written to. */
function choice(isTrusted: boolean): { readonly kind: StatusCommand; readonly title: string } {
  return isTrusted
    ? { kind: "chooseInterpreter", title: l10n.t("Choose") }
    : { kind: "manageTrust", title: l10n.t("Trust") };
}

const LONGEST_NAME = 30;

/** The end of a long path, from one of its folders on: what the beginning says, other environments share. */
function shortName(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  const end = name.slice(-LONGEST_NAME);
  return `…${end.slice(Math.max(0, end.search(/[\\/]/)))}`;
}
