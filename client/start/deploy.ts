/** Deploy: save, ask the server for a launch spec, read where it would go, let the user confirm, start. */

import { l10n } from "vscode";
import { messageOf } from "../../base/errorText.ts";
import type { LaunchSpec, LaunchTarget } from "../../protocol/launch.ts";
import type { Sends } from "../../protocol/lsp.ts";
import type { DeployDestination } from "../../protocol/run.ts";
import { destination as destinationRequest } from "../../protocol/runner.ts";
import { attempt } from "../editor/attempt.ts";
import { folderOf } from "../editor/folders.ts";
import type { Trace } from "../editor/trace.ts";
import { mayExecute } from "../editor/trust.ts";
import { vscode } from "../editor/vscode.ts";
import type { Executions } from "../executions/executions.ts";
import { requestLaunch } from "../executions/launching.ts";
import { saveBeforeRun } from "../executions/save.ts";
import { refuse } from "../output/refusal.ts";
import type { Runner } from "../processes/runner.ts";
import type { Server } from "../processes/server.ts";
import type { Interpreters } from "../python/interpreter.ts";
import { alongLines } from "./alongText.ts";

interface Services {
  readonly server: Server;
  readonly runner: Runner;
  readonly interpreters: Interpreters;
  readonly executions: Executions;
  readonly trace: Trace;
}

export function createDeploy(services: Services): (target: LaunchTarget) => Promise<void> {
  const { runner, executions, trace } = services;

  return async function deploy(target: LaunchTarget): Promise<void> {
    if (!mayExecute()) return;
    const folder = folderOf(vscode.Uri.parse(target.uri));
    if (folder === undefined) return;
    if (!(await saveBeforeRun(folder, "deploy"))) return;
    const retry = () => void attempt(trace, "deploy", () => deploy(target));
    const answer = await requestLaunch(services, folder, { kind: "deploy", target });
    if (answer.kind === "refused") return refuse(answer, folder.uri, retry);
    if (answer.kind !== "spec" || answer.spec.action.kind !== "deploy") return;
    const { spec, sends } = answer;
    const name = l10n.t("deploy {0}", answer.spec.action.environment);
    const found = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: l10n.t("Reading Flyte's configuration") },
      () => readDestination(runner, spec),
    );
    if (found.kind === "error") return executions.fail(found.error, name, spec, retry);
    const { endpoint } = found.destination;
    if (endpoint === undefined) {
      const message = l10n.t(
        "no configuration names a control plane. Choose a configuration file, or write one with flyte create config",
      );
      return executions.fail({ code: "configMissing", message, frames: [] }, name, spec, retry);
    }
    if (!(await confirm(answer.spec.action.environment, sends, endpoint, found.destination, spec))) return;
    await executions.start(spec, retry);
  };
}

async function readDestination(runner: Runner, spec: LaunchSpec) {
  try {
    return await runner.request(destinationRequest, { spec });
  } catch (error) {
    const message = messageOf(error);
    return { kind: "error", error: { code: "internal", message, frames: [] } } as const;
  }
}

/** Names everything that the click would change. */
async function confirm(
  environment: string,
  sends: Sends,
  endpoint: string,
  destination: DeployDestination,
  spec: LaunchSpec,
): Promise<boolean> {
  const unset = l10n.t("the server's default");
  const lines = [
    l10n.t("Endpoint: {0}", endpoint),
    ...(destination.organisation === undefined ? [] : [l10n.t("Organisation: {0}", destination.organisation)]),
    l10n.t("Project: {0}", spec.project ?? destination.project ?? unset),
    l10n.t("Domain: {0}", spec.domain ?? destination.domain ?? unset),
    ...alongLines(environment, sends),
    ...(destination.configFile === undefined ? [] : [l10n.t("Configuration: {0}", destination.configFile)]),
  ];
  const deploy = l10n.t("Deploy");
  const title = l10n.t("Deploy {0} to {1}?", environment, endpoint);
  return (await vscode.window.showWarningMessage(title, { modal: true, detail: lines.join("\n") }, deploy)) === deploy;
}
