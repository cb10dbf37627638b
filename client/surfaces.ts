/** Puts the surfaces together, connects to the server first, and leaves everything else for when it is needed. */

import * as l10n from "@vscode/l10n";
import type { LaunchSpec } from "../protocol/launch.ts";
import { registerCommands } from "./commands.ts";
import { attempt } from "./editor/attempt.ts";
import { createTrace } from "./editor/trace.ts";
import { vscode } from "./editor/vscode.ts";
import { createEnvironmentsView } from "./environments/environmentsView.ts";
import { followProblems } from "./environments/problems.ts";
import { showWelcome } from "./environments/welcome.ts";
import { createExecutions } from "./executions/executions.ts";
import { markFailures } from "./executions/failureMarks.ts";
import { targetOf } from "./executions/launching.ts";
import { createSecrets } from "./executions/secrets.ts";
import { createInputTabs } from "./inputs/inputTabs.ts";
import { provideGiven } from "./journal/givenDocument.ts";
import { provideOutputs } from "./journal/outputsDocument.ts";
import { createReports } from "./journal/reports.ts";
import { createRunHistory } from "./journal/runHistory.ts";
import { provideWholeLogs } from "./journal/wholeLog.ts";
import type { Lenses } from "./lenses.ts";
import { createOutput } from "./output/output.ts";
import { GUIDE } from "./output/showFailure.ts";
import { createPlans } from "./plan.ts";
import { mirrorModels } from "./processes/model.ts";
import type { ServerBundle } from "./processes/processes.ts";
import { createRunner, type Runner } from "./processes/runner.ts";
import { connectServer, type Server } from "./processes/server.ts";
import { createInstall } from "./python/install.ts";
import { createInterpreters } from "./python/interpreter.ts";
import { showStatus } from "./python/status.ts";
import { warmUp } from "./python/warmUp.ts";
import { createRunFiles } from "./runs/compareRuns.ts";
import { showOutcomes } from "./runs/outcomes.ts";
import { createRunsView } from "./runs/runsView.ts";
import { createAgain } from "./start/again.ts";
import { createApps } from "./start/apps.ts";
import { followConditions } from "./start/conditions.ts";
import { createDebug } from "./start/debug.ts";
import { createDeploy } from "./start/deploy.ts";
import { createInputCommands } from "./start/inputCommands.ts";
import { completeInputs } from "./start/prepare.ts";
import { createRerunFailed } from "./start/rerunFailed.ts";
import { createRun } from "./start/run.ts";
import { createRunScript } from "./start/script.ts";
import { provideTasks } from "./start/taskProvider.ts";

let processes: readonly (Server | Runner)[] = [];

/** `lenses` were offered, and the server was started, while this was loaded. */
export function createSurfaces(context: vscode.ExtensionContext, lenses: Lenses, servers: ServerBundle): void {
  const bundle = (name: string) => vscode.Uri.joinPath(context.extensionUri, "dist", name).fsPath;
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });

  const { subscriptions } = context;
  const trace = createTrace(subscriptions);
  const server = connectServer(context, trace, servers);
  lenses.connect(server, subscriptions);
  const models = mirrorModels(server, trace, subscriptions);
  const interpreters = createInterpreters(server, trace, subscriptions);
  const runner = createRunner(bundle("runner.js"), trace, subscriptions);
  processes = [server, runner];
  const output = createOutput(subscriptions);
  provideWholeLogs(runner, subscriptions);
  const secrets = createSecrets(context, runner);
  provideOutputs(runner, subscriptions);
  provideGiven(runner, subscriptions);
  // A run's failure offers the debugger, which needs what runs are started with.
  let debugAgain: (spec: LaunchSpec) => void = () => {};
  const executions = createExecutions(runner, secrets, output, trace, (spec) => debugAgain(spec), subscriptions);
  const problems = followProblems(subscriptions);
  const environments = createEnvironmentsView(server, models, problems, context.workspaceState, subscriptions);
  const memory = context.workspaceState;
  const tabs = createInputTabs(memory, subscriptions);
  const history = createRunHistory(runner, subscriptions);
  const services = {
    context,
    trace,
    server,
    models,
    interpreters,
    runner,
    executions,
    secrets,
    memory,
    tabs,
    history,
  };

  const graph = once(async () => (await import("./graph/graph.ts")).createGraph(services, subscriptions));

  showStatus(interpreters, models, server, subscriptions);
  showWelcome(environments, server, models, interpreters, subscriptions);
  subscriptions.push(
    ...warmUp(services),
    vscode.window.registerWebviewPanelSerializer("flightdeck.graph", {
      deserializeWebviewPanel: async (panel) => (await graph()).restore(panel),
    }),
  );
  const run = createRun(services);
  const debug = createDebug(services, subscriptions);
  const complete = completeInputs(services);
  debugAgain = (spec) => {
    const { action, file } = spec;
    if (action.kind !== "run") return;
    const target = targetOf(action, file);
    void attempt(trace, "debug", async () => {
      const inputs = await complete(target, action);
      if (inputs !== undefined) await debug(target, inputs);
    });
  };
  provideTasks(services, subscriptions);
  const deploy = createDeploy(services);
  const runScript = createRunScript(services);
  const apps = createApps(services, subscriptions);
  lenses.showServed(apps);
  environments.showServed(apps);
  const again = createAgain({ run, deploy, apps, runScript });
  const openReport = createReports(services, subscriptions);
  markFailures(executions, subscriptions);
  showOutcomes(history, models, trace, subscriptions);
  registerCommands(
    {
      server,
      trace,
      environments,
      run,
      debug,
      inputs: createInputCommands({ ...services, start: { run: run.runWith, ask: run.runAsking, debug } }),
      deploy,
      apps,
      runScript,
      plan: createPlans(server, models, subscriptions),
      showGraph: async () => (await graph()).show(),
      cancel: executions.cancel,
      showLog: output.show,
      refresh: async () => {
        await Promise.all([models.refresh(), interpreters.refresh()]);
      },
      installSdk: createInstall(runner, interpreters, trace),
      chooseInterpreter: async (resource) =>
        (await import("./python/chooseInterpreter.ts")).chooseInterpreter(interpreters, resource),
      groupBy: async () => (await import("./environments/groupBy.ts")).chooseGroupBy(environments),
      filter: async () => (await import("./environments/filter.ts")).askFilter(environments),
      newProject: async () => (await import("./newProject.ts")).newProject(),
      openManual: async () => (await import("./manual.ts")).openManual(context.extensionUri),
      openGuide: async () => {
        await vscode.env.openExternal(GUIDE);
      },
      collectDiagnostics: async () => (await import("./diagnostics.ts")).collectDiagnostics(services),
      openReport,
      runs: createRunsView(
        {
          ...services,
          again,
          openReport,
          apps,
          changed: run.runChanged,
          uncached: (spec) => run.runAgain(spec, { disableRunCache: true }),
          files: createRunFiles(runner, history, subscriptions),
        },
        subscriptions,
      ),
      failed: createRerunFailed({ ...services, again, debug, debugAgain, run: run.runWith, complete }),
      forgetSecrets: secrets.forget,
      answer: followConditions(runner, history, subscriptions),
    },
    subscriptions,
  );
}

/** What is made when it is first asked for. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Ends both processes; the runner ends its runs first. */
export async function endProcesses(): Promise<void> {
  await Promise.all(processes.map((process) => process.stop()));
}
