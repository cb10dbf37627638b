/** Words what becomes of apps and scripts: a port that is taken, a server that ended, a contact that nobody agreed to. Every other error is messages.ts's. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import { type Details, text } from "./details.ts";

export function wordServed(code: "portTaken" | "appEnded" | "contactRefused", details: Details): string {
  switch (code) {
    case "portTaken":
      return wordPort(details);
    case "appEnded":
      return wordEnded(details);
    case "contactRefused":
      return wordRefusal(details);
    default:
      return assertNever(code);
  }
}

function wordRefusal({ whom, others }: Details): string {
  const known = whom !== "";
  if (others === true) {
    return known
      ? l10n.t(
          "The script would contact {0} as well, which its text doesn't tell. That one was not contacted.",
          text(whom),
        )
      : l10n.t(
          "The script would contact another control plane, which its text doesn't tell. That one was not contacted.",
        );
  }
  return known
    ? l10n.t("The script would contact {0}, which its text doesn't tell. Nobody was contacted.", text(whom))
    : l10n.t("The script would contact a control plane, which its text doesn't tell. Nobody was contacted.");
}

function wordPort({ port, why, listener, app }: Details): string {
  if (why === "denied") {
    return l10n.t(
      "{0} is to be served at port {1}, which this user may not open. Give it a port above 1023: AppEnvironment(port=8080).",
      text(app),
      text(port),
    );
  }
  if (why === "invalid") {
    return l10n.t(
      "{0} is to be served at port {1}, and there is no such port: they go from 1 to 65535. Give it one of these: AppEnvironment(port=8080).",
      text(app),
      text(port),
    );
  }
  return typeof listener === "string"
    ? l10n.t(
        "{0} is to be served at port {1}, and something else listens there already ({2}). End it, or give the app another port: AppEnvironment(port=…).",
        text(app),
        text(port),
        listener,
      )
    : l10n.t(
        "{0} is to be served at port {1}, and something else listens there already. End it, or give the app another port: AppEnvironment(port=…).",
        text(app),
        text(port),
      );
}

function wordEnded({ app, port, early, exit, missing }: Details): string {
  if (missing !== undefined) {
    return l10n.t(
      "{0} is started by the program {1}, which neither the interpreter's folder nor the PATH has. Install it in the interpreter, or correct the app's command.",
      text(app),
      text(missing),
    );
  }
  return early === true
    ? l10n.t(
        "The server of {0} ended before it listened at port {1} (exit code {2}). What it printed says more.",
        text(app),
        text(port),
        text(exit),
      )
    : l10n.t("The server of {0} ended with exit code {1}. What it printed says more.", text(app), text(exit));
}
