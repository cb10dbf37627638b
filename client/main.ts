/** The extension's entry: offers lenses at once, and loads the rest while the host still waits for the window to let it activate. */

import { offerLenses } from "./lenses.ts";
import type { vscode } from "./vscode.ts";

const lenses = offerLenses();
/** Not in the same turn, after which the offer is sent. */
const surfaces = new Promise<typeof import("./surfaces.ts")>((resolve) => {
  setImmediate(() => resolve(import("./surfaces.ts")));
});

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  (await surfaces).createSurfaces(context, lenses);
}

export async function deactivate(): Promise<void> {
  await (await surfaces).endProcesses();
}
