/** Puts the surfaces together, has the server started first, and leaves everything else for when it is needed. */

import * as l10n from "@vscode/l10n";
import type { LaunchSpec } from "../protocol/launch.ts";
import { createAgain } from "./again.ts";
import { createApps } from "./apps.ts";
import { attempt } from "./attempt.ts";
import { registerCommands } from "./commands.ts";
import { createRunFiles } from "./compareRuns.ts";
import { followConditions } from "./conditions.ts";
import { createDebug } from "./debug.ts";
import { createDeploy } from "./deploy.ts";
import { createEnvironmentsView } from "./environmentsView.ts";
import { createExecutions } from "./executions.ts";
import { markFailures } from "./failureMarks.ts";
import { provideGiven } from "./givenDocument.ts";
import { createInputCommands } from "./inputCommands.ts";
import { createInputTabs } from "./inputTabs.ts";
import { createInstall } from "./install.ts";
import { createInterpreters } from "./interpreter.ts";
import { targetOf } from "./launching.ts";
import type { Lenses } from "./lenses.ts";
import { mirrorModels } from "./model.ts";
import { showOutcomes } from "./outcomes.ts";
import { createOutput } from "./output.ts";
import { provideOutputs } from "./outputsDocument.ts";
import { createPlans } from "./plan.ts";
import { askFor } from "./prepare.ts";
import { followProblems } from "./problems.ts";
import { createReports } from "./reports.ts";
import { createRerunFailed } from "./rerunFailed.ts";
import { createRun } from "./run.ts";
import { createRunHistory } from "./runHistory.ts";
import { createRunner, type Runner } from "./runner.ts";
import { createRunsView } from "./runsView.ts";
import { createRunScript } from "./script.ts";
import { createSecrets } from "./secrets.ts";
import { connectServer, type Server } from "./server.ts";
import { GUIDE } from "./showFailure.ts";
import { showStatus } from "./status.ts";
import { provideTasks } from "./taskProvider.ts";
import { createTrace } from "./trace.ts";
import { vscode } from "./vscode.ts";
import { warmUp } from "./warmUp.ts";
import { showWelcome } from "./welcome.ts";
import { provideWholeLogs } from "./wholeLog.ts";

let processes: readonly (Server | Runner)[] = [];

/** `lenses` were offered while this was loaded. */
export function createSurfaces(context: vscode.ExtensionContext, lenses: Lenses): void {
  const bundle = (name: string) => vscode.Uri.joinPath(context.extensionUri, "dist", name).fsPath;
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });

  const { subscriptions } = context;
  const trace = createTrace(subscriptions);
  const server = connectServer(context, trace, bundle("server.js"));
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

  const graph = once(async () => (await import("./graph.ts")).createGraph(services, subscriptions));

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
  debugAgain = (spec) => {
    const { action, file } = spec;
    if (action.kind !== "run") return;
    void attempt(trace, "debug", () => debug(targetOf(action, file), action.inputs));
  };
  provideTasks(services, subscriptions);
  const deploy = createDeploy(services);
  const runScript = createRunScript(services);
  const apps = createApps(services, subscriptions);
  lenses.showServed(apps);
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
        (await import("./chooseInterpreter.ts")).chooseInterpreter(interpreters, resource),
      groupBy: async () => (await import("./groupBy.ts")).chooseGroupBy(environments),
      filter: async () => (await import("./filter.ts")).askFilter(environments),
      newProject: async () => (await import("./newProject.ts")).newProject(),
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
      failed: createRerunFailed({ ...services, again, debug, debugAgain, run: run.runWith, ask: askFor(services) }),
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
