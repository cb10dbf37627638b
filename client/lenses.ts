/** The lenses of the server, offered before there is one: the editor waits before it asks, and the waiting starts with the offer. */

import { l10n } from "vscode";
import type { LaunchTarget } from "../protocol/launch.ts";
import { vscode } from "./editor/vscode.ts";
import type { Server } from "./processes/server.ts";
import type { Apps } from "./start/apps.ts";

/** Longer than the editor waits. */
const REMIND_MS = 1500;
const PYTHON: vscode.DocumentFilter = { scheme: "file", language: "python" };

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

  const provider = vscode.languages.registerCodeLensProvider(PYTHON, {
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
  });

  let reminder: ReturnType<typeof setTimeout> | undefined;
  /** An editor that loses the focus while it waits asks no more: it is told until it has asked, each time with longer to wait. */
  const remind = (wait = REMIND_MS) => {
    clearTimeout(reminder);
    reminder = setTimeout(() => {
      if (areOut || !isPythonVisible()) return;
      changes.fire();
      remind(2 * wait);
    }, wait);
  };

  /** Told only of lenses that were asked for: each time it is told, the editor waits anew before it asks. */
  const change = () => {
    if (!areOut) return;
    areOut = false;
    changes.fire();
    remind();
  };

  const owned: vscode.Disposable[] = [provider, changes];
  return {
    connect: (server, subscriptions) => {
      remind();
      owned.push(
        vscode.window.onDidChangeVisibleTextEditors(() => remind()),
        { dispose: () => clearTimeout(reminder) },
        server.onLensesChange(change),
      );
      subscriptions.push({ dispose: () => owned.forEach((each) => void each.dispose()) });
      connect(server);
    },
    showServed: (apps) => {
      isServed = apps.isServed;
      owned.push(apps.onChange(change));
    },
  };
}

function isPythonVisible(): boolean {
  return vscode.window.visibleTextEditors.some(({ document }) => vscode.languages.match(PYTHON, document) > 0);
}

/** `Stop` in place of `Serve` while the app is served. */
function stopping(lens: vscode.CodeLens, isServed: Apps["isServed"]): vscode.CodeLens {
  const { command } = lens;
  const [target] = (command?.arguments ?? []) as readonly LaunchTarget[];
  if (command?.command !== "flightdeck.serve" || target === undefined || !isServed(target)) return lens;
  const stop = { command: "flightdeck.stopServing", title: `$(debug-stop) ${l10n.t("Stop")}`, arguments: [target] };
  return new vscode.CodeLens(lens.range, stop);
}
