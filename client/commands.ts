/** Registers the manifest's commands: which surface each belongs to, and what it is given. */

import { l10n } from "vscode";
import type { LaunchTarget, ScriptTarget } from "../protocol/launch.ts";
import type { TargetsAt } from "../protocol/lsp.ts";
import type { ReportName } from "../protocol/reportView.ts";
import { attempt } from "./editor/attempt.ts";
import type { Trace } from "./editor/trace.ts";
import { vscode } from "./editor/vscode.ts";
import type { EnvironmentsView } from "./environments/environmentsView.ts";
import type { TreeNode } from "./environments/treeNode.ts";
import { targetAtCursor } from "./executions/launching.ts";
import type { OpenReport } from "./journal/reports.ts";
import type { RunItem } from "./journal/runItem.ts";
import type { Server } from "./processes/server.ts";
import type { Install } from "./python/install.ts";
import { CLICKED } from "./runs/runLooks.ts";
import type { RunsView } from "./runs/runsView.ts";
import type { Apps } from "./start/apps.ts";
import type { AnswerCondition } from "./start/conditions.ts";
import type { InputCommands } from "./start/inputCommands.ts";
import type { RerunFailed } from "./start/rerunFailed.ts";
import type { RunSurface } from "./start/run.ts";
import type { RunScript } from "./start/script.ts";

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
  readonly openManual: () => Promise<void>;
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
type GivenScript = ScriptTarget | TreeNode | vscode.Uri | undefined;

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
  const atCursor = (act: (target: LaunchTarget) => Promise<void>, wanted?: keyof TargetsAt) => async () => {
    const target = await targetAtCursor(server, wanted);
    if (target !== undefined) await act(target);
  };

  /** A lens gives its script, an entry point's item its node, the editor's menu its file; the palette means the file that is edited. */
  const scriptOf = (given: GivenScript): ScriptTarget | undefined => {
    if (given instanceof vscode.Uri) return { kind: "script", uri: given.toString() };
    if (given !== undefined) return "uri" in given ? given : environments.script(given);
    const document = vscode.window.activeTextEditor?.document;
    return document?.languageId === "python" ? { kind: "script", uri: document.uri.toString() } : undefined;
  };

  /** VS Code gives nothing when the row that was clicked is made anew at that moment; the selected one may be another. */
  const withRun = (act: (item: RunItem) => void | Promise<void>) => async (item: RunItem | undefined) => {
    if (item !== undefined) return act(item);
    void vscode.window.showInformationMessage(
      l10n.t("The Runs view was being redrawn, so it is not known which row you meant. Choose it again."),
    );
  };

  const commands: Readonly<Record<string, (...given: never[]) => unknown>> = {
    "flightdeck.run": withTarget(run.run),
    "flightdeck.runAtCursor": run.runAtCursor,
    "flightdeck.runLast": run.runLast,
    "flightdeck.runWithoutCache": withTarget(run.runWithoutCache),
    "flightdeck.runWithoutCacheAtCursor": atCursor(run.runWithoutCache),
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
    "flightdeck.planAtCursor": atCursor(plan, "definition"),
    "flightdeck.showGraph": handlers.showGraph,
    "flightdeck.deploy": withTarget(deploy),
    "flightdeck.deployAtCursor": atCursor(deploy, "definition"),
    "flightdeck.serve": withTarget(handlers.apps.serve),
    "flightdeck.serveAtCursor": atCursor(handlers.apps.serve, "app"),
    "flightdeck.stopServing": (given: Given | RunItem) =>
      given === undefined || "run" in given ? withRun(runs.cancel)(given) : withTarget(handlers.apps.stop)(given),
    "flightdeck.openApp": withRun(runs.openApp),
    "flightdeck.runScript": (given: GivenScript) => {
      const script = scriptOf(given);
      return script === undefined ? undefined : handlers.runScript(script);
    },
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
    "flightdeck.openManual": handlers.openManual,
    "flightdeck.openGuide": handlers.openGuide,
    "flightdeck.collectDiagnostics": handlers.collectDiagnostics,
    "flightdeck.restartServer": server.restart,
    "flightdeck.goToAction": withRun(runs.goToSource),
    "flightdeck.openLog": (item: RunItem | undefined, how: unknown) =>
      withRun((each) => runs.openLog(each, { preserveFocus: how === CLICKED }))(item),
    "flightdeck.showLogFile": withRun(runs.showLogFile),
    "flightdeck.openInTerminal": withRun(runs.openTerminal),
    "flightdeck.openOutputs": withRun(runs.openOutputs),
    "flightdeck.openInputs": withRun(runs.openInputs),
    "flightdeck.openLink": withRun(runs.openLink),
    "flightdeck.openReport": (given: RunItem | ReportName | undefined) =>
      given !== undefined && "file" in given ? handlers.openReport(given) : withRun(runs.openReport)(given),
    "flightdeck.showTraceback": withRun(runs.showTraceback),
    "flightdeck.rerun": withRun(runs.rerun),
    "flightdeck.debugAgain": withRun(handlers.failed.debugAgain),
    "flightdeck.rerunFailed": withRun(handlers.failed.rerunFailed),
    "flightdeck.forgetSecrets": handlers.forgetSecrets,
    "flightdeck.answer": withRun(handlers.answer),
    "flightdeck.rerunWithChanges": withRun(runs.rerunWithChanges),
    "flightdeck.rerunWithoutCache": withRun(runs.rerunWithoutCache),
    "flightdeck.cancelRun": withRun(runs.cancel),
    "flightdeck.copyCommand": withRun(runs.copyCommand),
    "flightdeck.deleteRun": withRun(runs.remove),
    "flightdeck.refreshRuns": runs.refresh,
    "flightdeck.compareRun": withRun(runs.compare),
    "flightdeck.exportRun": withRun(runs.exportTo),
    "flightdeck.openRun": runs.openExported,
    "flightdeck.filterRuns": runs.filter.ask,
    "flightdeck.clearRunsFilter": () => runs.filter.set(""),
  };
  for (const [name, act] of Object.entries(commands)) {
    const guarded = (...given: never[]) => attempt(trace, name, () => act(...given));
    subscriptions.push(vscode.commands.registerCommand(name, guarded));
  }
}
