/** Run Script: saves, asks the server for a launch spec, asks before anybody is contacted, starts. Whom a script contacts is core/launch's word. */

import { l10n } from "vscode";
import type { ScriptContact, ScriptTarget } from "../../protocol/launch.ts";
import type { LaunchAnswer } from "../../protocol/lsp.ts";
import { attempt } from "../editor/attempt.ts";
import { folderOf } from "../editor/folders.ts";
import type { Trace } from "../editor/trace.ts";
import { mayExecute } from "../editor/trust.ts";
import { vscode } from "../editor/vscode.ts";
import type { Executions } from "../executions/executions.ts";
import { requestLaunch } from "../executions/launching.ts";
import { saveBeforeRun } from "../executions/save.ts";
import { refuse } from "../output/refusal.ts";
import type { Server } from "../processes/server.ts";
import type { Interpreters } from "../python/interpreter.ts";

interface Services {
  readonly server: Server;
  readonly interpreters: Interpreters;
  readonly executions: Executions;
  readonly trace: Trace;
}

export type RunScript = (target: ScriptTarget) => Promise<void>;

export function createRunScript(services: Services): RunScript {
  const { executions, trace } = services;

  /** @param found whom it wanted to contact without its text saying so */
  async function runScript(target: ScriptTarget, found: readonly ScriptContact[]): Promise<void> {
    if (!mayExecute()) return;
    const folder = folderOf(vscode.Uri.parse(target.uri));
    if (folder === undefined) return;
    if (!(await saveBeforeRun(folder, "run"))) return;
    let contacts = found;
    const retry = () => void attempt(trace, "run script", () => runScript(target, contacts));
    const answer = await requestLaunch(services, folder, { kind: "script", target, contacts });
    if (answer.kind === "refused") return refuse(answer, folder.uri, retry);
    if (answer.kind !== "spec" || !(await confirm(answer))) return;
    await executions.start(answer.spec, retry, {
      onOver: (end) => {
        const contact = end.kind === "error" ? end.error.contact : undefined;
        if (contact === undefined) return;
        contacts = [...found, contact === "" ? { kind: "unnamed" } : { kind: "endpoint", endpoint: contact }];
      },
    });
  }

  return (target) => runScript(target, []);
}

/** Asks when it would contact somebody; a script that stays on this machine just runs. */
async function confirm({
  spec,
  starts = [],
  contacts = [],
}: Extract<LaunchAnswer, { kind: "spec" }>): Promise<boolean> {
  const { action } = spec;
  if (action.kind !== "script" || contacts.length === 0) return true;
  const lines = starts.length === 0 ? [] : [l10n.t("What it does, as far as its text tells:"), ...starts];
  const run = l10n.t("Run and Contact");
  const title = l10n.t("Run {0}? It contacts {1}.", action.name, contacts.join(", "));
  return (await vscode.window.showWarningMessage(title, { modal: true, detail: lines.join("\n") }, run)) === run;
}
