/** Apps that are served: starts them, tells once where one answers, opens it in a browser, stops it. Which are served now the lenses show. */

import { l10n } from "vscode";
import type { LaunchSpec, LaunchTarget } from "../protocol/launch.ts";
import type { RunId } from "../protocol/run.ts";
import { attempt } from "./attempt.ts";
import type { Executions } from "./executions.ts";
import { folderOf } from "./folders.ts";
import type { Interpreters } from "./interpreter.ts";
import { requestLaunch, targetOf } from "./launching.ts";
import { refuse } from "./refusal.ts";
import type { Runner } from "./runner.ts";
import { saveBeforeRun } from "./save.ts";
import type { Server } from "./server.ts";
import type { Trace } from "./trace.ts";
import { mayExecute } from "./trust.ts";
import { vscode } from "./vscode.ts";

interface Services {
  readonly server: Server;
  readonly interpreters: Interpreters;
  readonly executions: Executions;
  readonly runner: Runner;
  readonly trace: Trace;
}

export interface Apps {
  serve(target: LaunchTarget): Promise<void>;
  stop(target: LaunchTarget): Promise<void>;
  open(url: string): Promise<void>;
  isServed(target: LaunchTarget): boolean;
  /** Others are served than before. */
  readonly onChange: vscode.Event<void>;
}

export function createApps(services: Services, subscriptions: vscode.Disposable[]): Apps {
  const { executions, runner, trace } = services;
  const changes = new vscode.EventEmitter<void>();
  /** By what they serve; its run, once it has one. */
  const served = new Map<string, { readonly name: string; run?: RunId }>();

  async function serve(target: LaunchTarget): Promise<void> {
    if (!mayExecute()) return;
    const folder = folderOf(vscode.Uri.parse(target.uri));
    if (folder === undefined || !(await saveBeforeRun(folder, "run"))) return;
    const retry = () => void attempt(trace, "serve", () => serve(target));
    const answer = await requestLaunch(services, folder, { kind: "serve", target });
    if (answer.kind === "refused") return refuse(answer, folder.uri, retry);
    if (answer.kind !== "spec") return;
    await start(answer.spec, retry);
  }

  async function start(spec: LaunchSpec, retry: () => void): Promise<void> {
    const { action, file } = spec;
    if (action.kind !== "serve") return;
    const key = keyOf(targetOf(action, file));
    // A second click while it starts.
    if (served.has(key)) return;
    const entry: { readonly name: string; run?: RunId } = { name: action.environment };
    served.set(key, entry);
    const end = (): void => {
      if (served.get(key) === entry) served.delete(key);
      changes.fire();
    };
    const run = await executions.start(spec, retry, { onOver: end });
    // It may be over already.
    if (run === undefined) end();
    else entry.run = run;
    changes.fire();
  }

  async function tell(run: RunId, url: string): Promise<void> {
    const name = [...served.values()].find((each) => each.run === run)?.name;
    if (name === undefined) return;
    const [openIt, stopIt] = [l10n.t("Open in Browser"), l10n.t("Stop")];
    const said = l10n.t("{0} is served at {1}", name, url);
    const chosen = await vscode.window.showInformationMessage(said, openIt, stopIt);
    if (chosen === openIt) await open(url);
    if (chosen === stopIt) await executions.cancel(run);
  }

  subscriptions.push(
    changes,
    runner.onEvents(({ run, events }) => {
      for (const event of events) {
        // The answer that names the run may come behind its first events.
        if (event.kind === "serving") setTimeout(() => void tell(run, event.url), 0);
      }
    }),
  );
  return {
    serve,
    stop: async (target) => {
      const run = served.get(keyOf(target))?.run;
      if (run !== undefined) await executions.cancel(run);
    },
    open,
    isServed: (target) => served.has(keyOf(target)),
    onChange: changes.event,
  };
}

/** What listens on the machine of the extension host has another address where the editor is used from elsewhere. */
async function open(url: string): Promise<void> {
  await vscode.env.openExternal(await vscode.env.asExternalUri(vscode.Uri.parse(url)));
}

function keyOf(target: LaunchTarget): string {
  return JSON.stringify([vscode.Uri.parse(target.uri).fsPath, target.environment]);
}
