/** The lenses of the server. They are registered before it has started: the editor waits a quarter of a second after that before it asks. */

import type { Server } from "./server.ts";
import { vscode } from "./vscode.ts";

export function provideLenses(server: Server, subscriptions: vscode.Disposable[]): void {
  const seen = new Set<string>();
  subscriptions.push(
    vscode.languages.registerCodeLensProvider(
      { scheme: "file", language: "python" },
      {
        onDidChangeCodeLenses: server.onLensesChange,
        provideCodeLenses: async (document, token) => {
          const asked = performance.now();
          const lenses = await server.lenses(document, token).catch(() => undefined);
          const uri = document.uri.toString();
          if (lenses !== undefined && lenses.length > 0 && !seen.has(uri)) {
            seen.add(uri);
            performance.measure("flightdeck.lenses", { start: asked, detail: { uri } });
          }
          return lenses;
        },
      },
    ),
  );
}
