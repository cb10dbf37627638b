/** The lenses of the server, offered before there is one: the editor waits before it asks, and the waiting starts with the offer. */

import { l10n } from "vscode";
import type { LaunchTarget } from "../protocol/launch.ts";
import type { Apps } from "./apps.ts";
import type { Server } from "./server.ts";
import { vscode } from "./vscode.ts";

/** Longer than the editor waits. */
const REMIND_MS = 1500;

export interface Lenses {
  /** Answers from a server, also what was asked before. */
  connect(server: Server, subscriptions: vscode.Disposable[]): void;
  /** From now on the lens of an app that is served stops it. */
  showServed(apps: Pick<Apps, "isServed" | "onChange">): void;
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
  let isServed: Apps["isServed"] = () => false;

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
        return lenses?.map((lens) => stopping(lens, isServed));
      },
    },
  );

  /** Told only of lenses that were asked for: each time it is told, the editor waits anew before it asks. */
  const change = () => {
    if (!areOut) return;
    areOut = false;
    changes.fire();
  };

  const owned: vscode.Disposable[] = [provider, changes];
  return {
    connect: (server, subscriptions) => {
      // An editor that lost the focus while it waited asks no more until it is told of a change.
      const reminder = setTimeout(() => {
        if (!areOut) changes.fire();
      }, REMIND_MS);
      owned.push(server.onLensesChange(change), { dispose: () => clearTimeout(reminder) });
      subscriptions.push({ dispose: () => owned.forEach((each) => void each.dispose()) });
      connect(server);
    },
    showServed: (apps) => {
      isServed = apps.isServed;
      owned.push(apps.onChange(change));
    },
  };
}

/** `Stop` in place of `Serve` while the app is served. */
function stopping(lens: vscode.CodeLens, isServed: Apps["isServed"]): vscode.CodeLens {
  const { command } = lens;
  const [target] = (command?.arguments ?? []) as readonly LaunchTarget[];
  if (command?.command !== "flightdeck.serve" || target === undefined || !isServed(target)) return lens;
  const stop = { command: "flightdeck.stopServing", title: `$(debug-stop) ${l10n.t("Stop")}`, arguments: [target] };
  return new vscode.CodeLens(lens.range, stop);
}
