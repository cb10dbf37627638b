/** Does what was clicked, and tells where that fails: nobody else waits for it. What may fail in words of its own is told where it is done. */

import { l10n } from "vscode";
import { messageOf } from "../../base/errorText.ts";
import type { Trace } from "./trace.ts";
import { vscode } from "./vscode.ts";

/** Undefined when it failed, which has been told. `name` is for the trace. */
export async function attempt<T>(trace: Trace, name: string, act: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    const message = messageOf(error);
    trace.error(`${name}: ${message}`);
    const log = l10n.t("Show Flightdeck Log");
    const chosen = await vscode.window.showErrorMessage(l10n.t("That did not work: {0}", message), log);
    if (chosen === log) trace.show();
    return undefined;
  }
}
