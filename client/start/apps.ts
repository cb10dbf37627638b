/** Apps that are served: starts them, tells once where one answers, opens it in a browser, stops it. Which are served now the lenses show. */

import { l10n } from "vscode";
import type { LaunchSpec, LaunchTarget } from "../../protocol/launch.ts";
import type { RunId } from "../../protocol/run.ts";
import { attempt } from "../editor/attempt.ts";
import { folderOf } from "../editor/folders.ts";
import type { Trace } from "../editor/trace.ts";
import { mayExecute } from "../editor/trust.ts";
import { vscode } from "../editor/vscode.ts";
import type { Executions } from "../executions/executions.ts";
import { requestLaunch, targetOf } from "../executions/launching.ts";
import { saveBeforeRun } from "../executions/save.ts";
import { refuse } from "../output/refusal.ts";
import type { Runner } from "../processes/runner.ts";
import type { Server } from "../processes/server.ts";
import type { Interpreters } from "../python/interpreter.ts";

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

/** An app from the click on; its run and its address, once it has them. */
interface Served {
  readonly name: string;
  run?: RunId;
  url?: string;
  /** Somebody stopped it before it had a run. */
  isStopping: boolean;
}

export function createApps(services: Services, subscriptions: vscode.Disposable[]): Apps {
  const { executions, runner, trace } = services;
  const changes = new vscode.EventEmitter<void>();
  /** By what they serve. */
  const served = new Map<string, Served>();

  async function serve(target: LaunchTarget): Promise<void> {
    if (!mayExecute()) return;
    const there = served.get(keyOf(target));
    if (there !== undefined) return tellAgain(there);
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
    const there = served.get(key);
    if (there !== undefined) return tellAgain(there);
    const entry: Served = { name: action.environment, isStopping: false };
    served.set(key, entry);
    // The lens is Stop from here on.
    changes.fire();
    const end = (): void => {
      if (served.get(key) === entry) served.delete(key);
      changes.fire();
    };
    const run = await executions.start(spec, retry, { onOver: end });
    // It may be over already.
    if (run === undefined) return end();
    entry.run = run;
    if (entry.isStopping) await executions.cancel(run);
  }

  async function tell(run: RunId, url: string): Promise<void> {
    const entry = [...served.values()].find((each) => each.run === run);
    if (entry === undefined || entry.isStopping) return;
    entry.url = url;
    await offer(entry, l10n.t("{0} is served at {1}", entry.name, url));
  }

  async function tellAgain(entry: Served): Promise<void> {
    const { name, url } = entry;
    await offer(
      entry,
      url === undefined ? l10n.t("{0} is starting already", name) : l10n.t("{0} is served already", name),
    );
  }

  async function offer(entry: Served, said: string): Promise<void> {
    const [openIt, stopIt] = [l10n.t("Open in Browser"), l10n.t("Stop")];
    const ways = entry.url === undefined ? [stopIt] : [openIt, stopIt];
    const chosen = await vscode.window.showInformationMessage(said, ...ways);
    if (chosen === openIt && entry.url !== undefined) await open(entry.url);
    if (chosen === stopIt) await stop(entry);
  }

  async function stop(entry: Served): Promise<void> {
    entry.isStopping = true;
    if (entry.run !== undefined) await executions.cancel(entry.run);
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
      const entry = served.get(keyOf(target));
      if (entry !== undefined) await stop(entry);
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
