/** The extension's entry: offers lenses and starts the server at once, and loads the rest while the host still waits for the window to let it activate. */

import { join } from "node:path";
import type { vscode } from "./editor/vscode.ts";
import { offerLenses } from "./lenses.ts";
import { startAhead } from "./processes/processes.ts";

const lenses = offerLenses();
/** On another core, while the surfaces are loaded on this one: what the editor asks for first is answered by it. */
const server = startAhead(join(__dirname, "server.js"));
/** Behind the timer with which the host sends the offer: loading takes the host's one thread for tens of milliseconds. */
const surfaces = new Promise<typeof import("./surfaces.ts")>((resolve) => {
  setTimeout(() => resolve(import("./surfaces.ts")));
});

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  try {
    (await surfaces).createSurfaces(context, lenses, server);
  } catch (error) {
    server.ahead?.kill();
    throw error;
  }
}

export async function deactivate(): Promise<void> {
  await (await surfaces).endProcesses();
}
