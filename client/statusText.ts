/** Words the language status item: which interpreter, which SDK, why that one, and what is wrong. Pure: showing it is status.ts's work. */

import * as l10n from "@vscode/l10n";
import type { DescribedInterpreter } from "../protocol/interpreter.ts";
import { assertNever } from "./assertNever.ts";

/** What a click does. */
export type StatusCommand = "chooseInterpreter" | "installSdk" | "manageTrust" | "openFolder" | "restartServer";

export interface StatusText {
  readonly text: string;
  readonly detail: string;
  readonly severity: "information" | "warning" | "error";
  readonly busy: boolean;
  readonly command: { readonly kind: StatusCommand; readonly title: string };
}

/** What the item speaks of. */
export type StatusSubject =
  | { readonly kind: "serverFailed"; readonly message: string }
  | { readonly kind: "noFolder" }
  | { readonly kind: "looking"; readonly isTrusted: boolean }
  | {
      readonly kind: "found";
      readonly interpreter: DescribedInterpreter | null;
      /** What the setting names, when nothing is there. */
      readonly missingSetting?: string;
      readonly isTrusted: boolean;
      /** Elsewhere what is missing is no trouble: nobody needs it. */
      readonly hasFlyte: boolean;
    };

/** `Python 3.12.4` */
export function pythonText({ version }: Pick<DescribedInterpreter, "version">): string {
  return version === undefined ? "Python" : `Python ${version}`;
}

export function statusText(subject: StatusSubject): StatusText {
  switch (subject.kind) {
    case "serverFailed":
      return {
        text: l10n.t("Flightdeck stopped"),
        detail: subject.message,
        severity: "error",
        busy: false,
        command: { kind: "restartServer", title: l10n.t("Restart Server") },
      };
    case "noFolder":
      return {
        text: l10n.t("Flyte"),
        detail: l10n.t("open a folder to run its Flyte code"),
        severity: "information",
        busy: false,
        command: { kind: "openFolder", title: l10n.t("Open Folder") },
      };
    case "looking":
      return {
        text: l10n.t("Flyte"),
        detail: l10n.t("looking for the interpreter"),
        severity: "information",
        busy: true,
        command: choice(subject.isTrusted),
      };
    case "found":
      return foundText(subject);
    default:
      return assertNever(subject);
  }
}

function foundText(found: Extract<StatusSubject, { kind: "found" }>): StatusText {
  const { interpreter, missingSetting, isTrusted, hasFlyte } = found;
  const command = choice(isTrusted);
  if (interpreter === null) {
    return {
      text: l10n.t("No Python"),
      detail:
        missingSetting === undefined
          ? l10n.t("no interpreter was found for this folder")
          : l10n.t("flightdeck.interpreter names {0}, and there is no Python", missingSetting),
      severity: hasFlyte ? "error" : "information",
      busy: false,
      command,
    };
  }
  const why = l10n.t("because {0}", interpreter.why);
  const detail = `${interpreter.name} · ${pythonText(interpreter)} · ${why}`;
  const version = interpreter.sdk?.version ?? "";
  if (interpreter.obstacle === undefined) {
    return { text: `flyte ${version}`, detail, severity: "information", busy: false, command };
  }
  const severity = hasFlyte ? "warning" : "information";
  const install = (title: string) => (isTrusted ? ({ kind: "installSdk", title } as const) : command);
  const { kind } = interpreter.obstacle;
  switch (kind) {
    case "pythonTooOld":
      return { text: l10n.t("Python is too old for Flyte"), detail, severity, busy: false, command };
    case "sdkMissing": {
      const text = l10n.t("Flyte isn't installed");
      return { text, detail, severity, busy: false, command: install(l10n.t("Install flyte")) };
    }
    case "sdkTooOld": {
      const text = l10n.t("flyte {0} is too old", version);
      return { text, detail, severity, busy: false, command: install(l10n.t("Update flyte")) };
    }
    default:
      return assertNever(kind);
  }
}

/** In a folder that isn't trusted the editor ignores the setting that a choice is written to. */
function choice(isTrusted: boolean): StatusText["command"] {
  return isTrusted
    ? { kind: "chooseInterpreter", title: l10n.t("Choose Interpreter") }
    : { kind: "manageTrust", title: l10n.t("Manage Workspace Trust") };
}
