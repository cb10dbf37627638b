/** The lenses of the server, offered before there is one: the editor waits before it asks, and the waiting starts with the offer. */

import { l10n } from "vscode";
import { lensTitle } from "../base/lensTitle.ts";
import type { LaunchTarget } from "../protocol/launch.ts";
import { vscode } from "./editor/vscode.ts";
import { lensQuestions } from "./lensQuestions.ts";
import type { Server } from "./processes/server.ts";
import type { Apps } from "./start/apps.ts";

const PYTHON: vscode.DocumentFilter = { scheme: "file", language: "python" };

export interface Lenses {
  /** Whether the editor shows a file that may have some. */
  areSeen(): boolean;
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
  const questions = lensQuestions(visiblePython, () => changes.fire());
  let isServed: Apps["isServed"] = () => false;

  const provider = vscode.languages.registerCodeLensProvider(PYTHON, {
    onDidChangeCodeLenses: changes.event,
    provideCodeLenses: async (document, token) => {
      const start = performance.now();
      const uri = document.uri.toString();
      questions.asked(uri);
      const server = await connected;
      const lenses = await server.lenses(document, token).catch(() => undefined);
      if (token.isCancellationRequested) {
        questions.dropped(uri);
        return undefined;
      }
      if (lenses !== undefined && lenses.length > 0 && !seen.has(uri)) {
        seen.add(uri);
        performance.measure("flightdeck.lenses", { start, detail: { uri } });
      }
      return lenses?.map((lens) => stopping(lens, isServed));
    },
  });

  const owned: vscode.Disposable[] = [provider, changes, questions];
  return {
    areSeen: () => visiblePython().length > 0,
    connect: (server, subscriptions) => {
      questions.remind();
      owned.push(
        vscode.window.onDidChangeVisibleTextEditors(questions.remind),
        server.onLensesChange(questions.changed),
      );
      subscriptions.push({ dispose: () => owned.forEach((each) => void each.dispose()) });
      connect(server);
    },
    showServed: (apps) => {
      isServed = apps.isServed;
      owned.push(apps.onChange(questions.changed));
    },
  };
}

function visiblePython(): readonly string[] {
  return vscode.window.visibleTextEditors.flatMap(({ document }) =>
    vscode.languages.match(PYTHON, document) > 0 ? document.uri.toString() : [],
  );
}

/** `Stop` in place of `Serve` while the app is served. */
function stopping(lens: vscode.CodeLens, isServed: Apps["isServed"]): vscode.CodeLens {
  const { command } = lens;
  const [target] = (command?.arguments ?? []) as readonly LaunchTarget[];
  if (command?.command !== "flightdeck.serve" || target === undefined || !isServed(target)) return lens;
  const stop = {
    command: "flightdeck.stopServing",
    title: lensTitle("debug-stop", l10n.t("Stop")),
    arguments: [target],
  };
  return new vscode.CodeLens(lens.range, stop);
}
