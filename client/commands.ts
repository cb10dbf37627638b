/** Registers the manifest's commands: which surface each belongs to, and what it is given. */

import type { LaunchTarget, ScriptTarget } from "../protocol/launch.ts";
import type { Apps } from "./apps.ts";
import { attempt } from "./attempt.ts";
import type { AnswerCondition } from "./conditions.ts";
import type { EnvironmentsView } from "./environmentsView.ts";
import type { InputCommands } from "./inputCommands.ts";
import type { Install } from "./install.ts";
import { targetAtCursor } from "./launching.ts";
import type { OpenReport, ReportName } from "./reports.ts";
import type { RerunFailed } from "./rerunFailed.ts";
import type { RunSurface } from "./run.ts";
import type { RunItem, RunsView } from "./runsView.ts";
import type { RunScript } from "./script.ts";
import type { Server } from "./server.ts";
import type { Trace } from "./trace.ts";
import type { TreeNode } from "./treeNode.ts";
import { vscode } from "./vscode.ts";

export interface Handlers {
  readonly server: Server;
  readonly trace: Trace;
  readonly run: RunSurface;
  readonly debug: (target: LaunchTarget) => Promise<void>;
  readonly inputs: InputCommands;
  readonly environments: EnvironmentsView;
  readonly deploy: (target: LaunchTarget) => Promise<void>;
  readonly apps: Apps;
  readonly runScript: RunScript;
  readonly plan: (target: LaunchTarget) => Promise<void>;
  readonly showGraph: () => Promise<void>;
  readonly cancel: () => Promise<void>;
  readonly showLog: () => void;
  readonly refresh: () => Promise<void>;
  readonly chooseInterpreter: (resource: vscode.Uri | undefined) => Promise<void>;
  readonly installSdk: Install;
  readonly groupBy: () => Promise<void>;
  readonly filter: () => Promise<void>;
  readonly newProject: () => Promise<void>;
  readonly openGuide: () => Promise<void>;
  readonly collectDiagnostics: () => Promise<void>;
  readonly runs: RunsView;
  readonly failed: RerunFailed;
  readonly openReport: OpenReport;
  readonly answer: AnswerCondition;
  readonly forgetSecrets: () => Promise<void>;
}

/** A lens gives a target, a tree item its node. */
type Given = LaunchTarget | TreeNode | undefined;

export function registerCommands(handlers: Handlers, subscriptions: vscode.Disposable[]): void {
  const { server, trace, run, runs, inputs, environments, deploy, plan } = handlers;

  const targetOf = (given: Given): LaunchTarget | undefined => {
    if (given === undefined) return undefined;
    return "uri" in given ? given : environments.target(given);
  };
  const withTarget = (act: (target: LaunchTarget) => Promise<void>) => async (given: Given) => {
    const target = targetOf(given);
    if (target !== undefined) await act(target);
  };
  const atCursor = (act: (target: LaunchTarget) => Promise<void>) => async () => {
    const target = await targetAtCursor(server);
    if (target !== undefined) await act(target);
  };

  const commands: Readonly<Record<string, (...given: never[]) => unknown>> = {
    "flightdeck.run": withTarget(run.run),
    "flightdeck.runAtCursor": run.runAtCursor,
    "flightdeck.runLast": run.runLast,
    "flightdeck.debug": withTarget(handlers.debug),
    "flightdeck.debugAtCursor": atCursor(handlers.debug),
    "flightdeck.runWithInputs": withTarget(inputs.runWithInputs),
    "flightdeck.runWithInputsAtCursor": atCursor(inputs.runWithInputs),
    "flightdeck.runInputs": (uri?: vscode.Uri) => inputs.run(uri),
    "flightdeck.debugInputs": (uri?: vscode.Uri) => inputs.debug(uri),
    "flightdeck.saveInputs": (uri?: vscode.Uri) => inputs.save(uri),
    "flightdeck.saveAsTask": (uri?: vscode.Uri) => inputs.saveAsTask(uri),
    "flightdeck.cancel": () => handlers.cancel(),
    "flightdeck.plan": withTarget(plan),
    "flightdeck.planAtCursor": atCursor(plan),
    "flightdeck.showGraph": handlers.showGraph,
    "flightdeck.deploy": withTarget(deploy),
    "flightdeck.deployAtCursor": atCursor(deploy),
    "flightdeck.serve": withTarget(handlers.apps.serve),
    "flightdeck.stopServing": withTarget(handlers.apps.stop),
    "flightdeck.openApp": (item: RunItem) => runs.openApp(item),
    "flightdeck.runScript": (target?: ScriptTarget) => (target === undefined ? undefined : handlers.runScript(target)),
    "flightdeck.reveal": (node: TreeNode) => environments.open(node),
    "flightdeck.revealAtCursor": environments.revealAtCursor,
    "flightdeck.groupBy": handlers.groupBy,
    "flightdeck.filter": handlers.filter,
    "flightdeck.clearFilter": () => environments.reshape({ filter: "" }),
    "flightdeck.copyName": (node: TreeNode) => vscode.env.clipboard.writeText(node.name ?? node.label),
    "flightdeck.refresh": handlers.refresh,
    "flightdeck.showLog": handlers.showLog,
    "flightdeck.showTrace": trace.show,
    "flightdeck.chooseInterpreter": (resource?: vscode.Uri) => handlers.chooseInterpreter(resource),
    "flightdeck.installSdk": handlers.installSdk,
    "flightdeck.newProject": handlers.newProject,
    "flightdeck.openGuide": handlers.openGuide,
    "flightdeck.collectDiagnostics": handlers.collectDiagnostics,
    "flightdeck.restartServer": server.restart,
    "flightdeck.goToAction": (item: RunItem) => runs.goToSource(item),
    "flightdeck.openLog": (item: RunItem) => runs.openLog(item),
    "flightdeck.openInTerminal": (item: RunItem) => runs.openTerminal(item),
    "flightdeck.openOutputs": (item: RunItem) => runs.openOutputs(item),
    "flightdeck.openReport": (given: RunItem | ReportName) =>
      "file" in given ? handlers.openReport(given) : runs.openReport(given),
    "flightdeck.showTraceback": (item: RunItem) => runs.showTraceback(item),
    "flightdeck.rerun": (item: RunItem) => runs.rerun(item),
    "flightdeck.debugAgain": (item: RunItem) => handlers.failed.debugAgain(item),
    "flightdeck.rerunFailed": (item: RunItem) => handlers.failed.rerunFailed(item),
    "flightdeck.forgetSecrets": handlers.forgetSecrets,
    "flightdeck.answer": (item: RunItem) => handlers.answer(item),
    "flightdeck.rerunWithChanges": (item: RunItem) => runs.rerunWithChanges(item),
    "flightdeck.cancelRun": (item: RunItem) => runs.cancel(item),
    "flightdeck.copyCommand": (item: RunItem) => runs.copyCommand(item),
    "flightdeck.deleteRun": (item: RunItem) => runs.remove(item),
    "flightdeck.refreshRuns": runs.refresh,
    "flightdeck.compareRun": (item: RunItem) => runs.compare(item),
    "flightdeck.exportRun": (item: RunItem) => runs.exportTo(item),
    "flightdeck.openRun": runs.openExported,
    "flightdeck.filterRuns": runs.askFilter,
    "flightdeck.clearRunsFilter": () => runs.filter(""),
  };
  for (const [name, act] of Object.entries(commands)) {
    const guarded = (...given: never[]) => attempt(trace, name, () => act(...given));
    subscriptions.push(vscode.commands.registerCommand(name, guarded));
  }
}
