/** Debug: lens, command, launch.json and F5 start a task's run under debugpy. The same spec as Run without Cache; only how it is started differs. */

import * as path from "node:path";
import { l10n } from "vscode";
import { messageOf } from "../../base/errorText.ts";
import type { LaunchTarget } from "../../protocol/launch.ts";
import type { RunId } from "../../protocol/run.ts";
import { debugMessage } from "../../protocol/runner.ts";
import { attempt } from "../editor/attempt.ts";
import { folderOf } from "../editor/folders.ts";
import { isThere } from "../editor/isThere.ts";
import { settingsOf } from "../editor/settings.ts";
import { mayExecute } from "../editor/trust.ts";
import { vscode } from "../editor/vscode.ts";
import { type GivenInput, plainInputs } from "../executions/givenInputs.ts";
import { requestLaunch } from "../executions/launching.ts";
import type { Models } from "../processes/model.ts";
import { createDebugAdapter, type DebuggedRun, type DebugListener } from "./debugAdapter.ts";
import { DEBUG_TYPE, meaningOf } from "./debugConfiguration.ts";
import { inputsOf } from "./inputFile.ts";
import { type Caching, type PrepareServices, prepareRun } from "./prepare.ts";
import { taskOfFile } from "./taskOfFile.ts";

/** Debugs a task, with these inputs where they are known. */
export type Debug = (target: LaunchTarget, inputs?: readonly GivenInput[]) => Promise<void>;

/** A task whose answer is known is not called, and stops nowhere. */
const CACHING: Caching = { disableRunCache: true };

/** The property that stands for what is handed over beside a configuration. */
const WITHHELD = "withheldInputs";

const PYTHON_DEBUGGER = "ms-python.debugpy";

/** What F5 starts where there is no launch.json, and what a new one begins with. */
const atCursor = (): vscode.DebugConfiguration => ({
  type: DEBUG_TYPE,
  request: "launch",
  name: l10n.t("Flyte: task at the cursor"),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of launch.json.
  file: "${file}",
});

export function createDebug(
  services: PrepareServices & { readonly models: Models },
  subscriptions: vscode.Disposable[],
): Debug {
  const { runner, executions, trace } = services;
  /** Inputs that hold a secret, by what stands for them in a configuration: debuggers' extensions read and log those. */
  const withheld = new Map<string, readonly GivenInput[]>();
  const withWithheld = (inputs: readonly GivenInput[], { [WITHHELD]: key }: vscode.DebugConfiguration) => [
    ...inputs,
    ...(withheld.get(String(key)) ?? []),
  ];

  function keep(inputs: readonly GivenInput[]): Readonly<Record<string, string>> {
    const secret = inputs.filter((input) => input.withheld === true);
    if (secret.length === 0) return {};
    const key = String(withheld.size);
    withheld.set(key, secret);
    return { [WITHHELD]: key };
  }

  const debug: Debug = async (target, inputs) => {
    // The editor would ask by itself, in other words.
    if (!mayExecute()) return;
    await vscode.debug.startDebugging(folderOf(vscode.Uri.parse(target.uri)), {
      ...configurationOf(target),
      ...(inputs === undefined ? {} : { inputs: plainInputs(inputs), ...keep(inputs) }),
    });
  };

  /** Everything is asked here, so that a session begins only when there is something to start. */
  async function resolve(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    const meaning = meaningOf(configuration);
    if (meaning.kind === "wrong") {
      const message = l10n.t(
        "The debug configuration {0} has no usable {1}. Correct it in launch.json.",
        configuration.name,
        meaning.property,
      );
      void vscode.window.showErrorMessage(message);
      return undefined;
    }
    const uri = vscode.Uri.file(path.resolve(folder?.uri.fsPath ?? "", meaning.file));
    const target =
      meaning.task === undefined ? await taskOfFile(services, uri) : targetOf(uri, meaning.task, meaning.environment);
    if (target === undefined) return undefined;
    const retry = (inputs: readonly GivenInput[] | undefined) =>
      void attempt(trace, "debug", () => debug(target, inputs));
    let inputs: readonly GivenInput[] | undefined;
    try {
      const given = await inputsOf(folder, meaning);
      inputs = given && withWithheld(given, configuration);
    } catch (error) {
      const why = messageOf(error);
      void vscode.window.showErrorMessage(l10n.t("Nothing was started: {0}.", why));
      return undefined;
    }
    const prepared = await prepareRun(services, target, inputs, retry, undefined, CACHING);
    if (prepared === undefined) return undefined;
    return {
      // The run speaks in the output panel, as ever.
      internalConsoleOptions: "neverOpen",
      ...configuration,
      ...configurationOf(target, configuration.name),
      inputs: plainInputs(prepared.inputs ?? []),
    };
  }

  async function start(session: vscode.DebugSession, tell: DebugListener): Promise<DebuggedRun | undefined> {
    const meaning = meaningOf(session.configuration);
    if (meaning.kind === "wrong" || meaning.task === undefined) return undefined;
    const uri = vscode.Uri.file(meaning.file);
    const folder = folderOf(uri);
    if (folder === undefined) return undefined;
    const target = targetOf(uri, meaning.task, meaning.environment);
    const inputs = withWithheld(meaning.inputs ?? [], session.configuration);
    const answer = await requestLaunch(services, folder, { kind: "run", target, inputs, ...CACHING });
    // It was asked for a moment ago; what changed meanwhile shows at the next try.
    if (answer.kind !== "spec") return undefined;
    const debugpy = await debugpyOfExtension();
    let run: RunId | undefined;
    const listening = runner.onDebugMessage((each) => each.run === run && tell.hear(each.message));
    const again = () => void attempt(trace, "debug", () => debug(target, inputs));
    const watch = {
      debug: debugpy === undefined ? {} : { debugpy },
      onOver: () => {
        listening.dispose();
        tell.end();
      },
    };
    run = await executions.start(answer.spec, again, watch, inputs);
    const id = run;
    if (id === undefined) {
      listening.dispose();
      return undefined;
    }
    return {
      send: (message) => void runner.notify(debugMessage, { run: id, message }),
      cancel: () => void executions.cancel(id),
    };
  }

  subscriptions.push(
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, {
      provideDebugConfigurations: () => [atCursor()],
      resolveDebugConfiguration: (_folder, configuration) =>
        configuration.type === undefined || configuration.type === "" ? atCursor() : configuration,
      resolveDebugConfigurationWithSubstitutedVariables: resolve,
    }),
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
      createDebugAdapterDescriptor: (session) => {
        const { justMyCode } = settingsOf(session.workspaceFolder?.uri);
        const own: unknown = session.configuration.justMyCode;
        return new vscode.DebugAdapterInlineImplementation(
          createDebugAdapter({
            start: (tell) => start(session, tell),
            launch: { justMyCode: typeof own === "boolean" ? own : justMyCode, showReturnValue: true },
          }),
        );
      },
    }),
  );
  return debug;
}

function targetOf(uri: vscode.Uri, task: string, environment: string | undefined): LaunchTarget {
  return { kind: "task", uri: uri.toString(), task, ...(environment === undefined ? {} : { environment }) };
}

function configurationOf(target: LaunchTarget, name?: string): vscode.DebugConfiguration {
  const task = target.kind === "task" ? target.task : "";
  return {
    type: DEBUG_TYPE,
    request: "launch",
    name: name ?? task,
    file: vscode.Uri.parse(target.uri).fsPath,
    task,
    ...(target.environment === undefined ? {} : { environment: target.environment }),
  };
}

/** The folder of the debugpy that the Python Debugger extension brings along. */
async function debugpyOfExtension(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension(PYTHON_DEBUGGER);
  if (extension === undefined) return undefined;
  const libs = vscode.Uri.joinPath(extension.extensionUri, "bundled", "libs");
  return (await isThere(vscode.Uri.joinPath(libs, "debugpy"))) ? libs.fsPath : undefined;
}
