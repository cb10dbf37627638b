/** The extension's entry: offers lenses, starts the server where they are seen, and loads the rest while the host still waits for the window to let it activate. */

import { join } from "node:path";
import type { vscode } from "./editor/vscode.ts";
import { offerLenses } from "./lenses.ts";
import { startAhead } from "./processes/processes.ts";

const lenses = offerLenses();
const bundle = join(__dirname, "server.js");
/**
 * Where a file is seen, whose lenses the editor will ask for: on another core, while the surfaces are loaded on this one.
 * Elsewhere nobody waits for it, and it would only take its share of the processor from them.
 */
const ahead = lenses.areSeen() ? startAhead(bundle) : undefined;
/** Behind the timer with which the host sends the offer: loading takes the host's one thread for tens of milliseconds. */
const surfaces = new Promise<typeof import("./surfaces.ts")>((resolve) => {
  setTimeout(() => resolve(import("./surfaces.ts")));
});

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  try {
    (await surfaces).createSurfaces(context, lenses, { module: bundle, ahead });
  } catch (error) {
    ahead?.kill();
    throw error;
  }
}

export async function deactivate(): Promise<void> {
  await (await surfaces).endProcesses();
}
