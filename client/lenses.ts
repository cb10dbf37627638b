/** The lenses of the server, offered before there is one: the editor waits before it asks, and the waiting starts with the offer. */

import type { Server } from "./server.ts";
import { vscode } from "./vscode.ts";

export interface Lenses {
  /** Answers from a server, also what was asked before. */
  connect(server: Server, subscriptions: vscode.Disposable[]): void;
}

/** Makes the editor ask. What it asks waits until a server is connected. */
export function offerLenses(): Lenses {
  const changes = new vscode.EventEmitter<void>();
  const seen = new Set<string>();
  let connect: (server: Server) => void = () => {};
  const connected = new Promise<Server>((resolve) => {
    connect = resolve;
  });
  let areOut = false;

  const provider = vscode.languages.registerCodeLensProvider(
    { scheme: "file", language: "python" },
    {
      onDidChangeCodeLenses: changes.event,
      provideCodeLenses: async (document, token) => {
        const asked = performance.now();
        areOut = true;
        const server = await connected;
        const lenses = await server.lenses(document, token).catch(() => undefined);
        const uri = document.uri.toString();
        if (lenses !== undefined && lenses.length > 0 && !seen.has(uri)) {
          seen.add(uri);
          performance.measure("flightdeck.lenses", { start: asked, detail: { uri } });
        }
        return lenses;
      },
    },
  );

  /** Told only of lenses that were asked for: each time it is told, the editor waits anew before it asks. */
  const change = () => {
    if (!areOut) return;
    areOut = false;
    changes.fire();
  };

  return {
    connect: (server, subscriptions) => {
      subscriptions.push(provider, changes, server.onLensesChange(change));
      connect(server);
    },
  };
}
