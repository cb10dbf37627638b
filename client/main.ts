/** The extension's entry: offers lenses at once, and loads the rest while the host still waits for the window to let it activate. */

import type { vscode } from "./editor/vscode.ts";
import { offerLenses } from "./lenses.ts";

const lenses = offerLenses();
/** Behind the timer with which the host sends the offer: loading takes the host's one thread for tens of milliseconds. */
const surfaces = new Promise<typeof import("./surfaces.ts")>((resolve) => {
  setTimeout(() => resolve(import("./surfaces.ts")));
});

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  (await surfaces).createSurfaces(context, lenses);
}

export async function deactivate(): Promise<void> {
  await (await surfaces).endProcesses();
}
