/** Rerun Failed, and Debug of a failed action: runs what failed inside of a run as a run of its own, with what it was given. Which those are is failedActions.ts's. */

import { l10n } from "vscode";
import type { Input, LaunchSpec, LaunchTarget } from "../../protocol/launch.ts";
import type { RunEvent } from "../../protocol/run.ts";
import { fileUri } from "../editor/folders.ts";
import { vscode } from "../editor/vscode.ts";
import type { GivenInput } from "../executions/givenInputs.ts";
import { eventsFrom } from "../journal/runEvents.ts";
import type { RunHistory } from "../journal/runHistory.ts";
import type { RunItem } from "../journal/runItem.ts";
import { filesNear, type Models } from "../processes/model.ts";
import type { Runner } from "../processes/runner.ts";
import { type FailedAction, failedActions, fileOfTask } from "./failedActions.ts";
import type { CompleteInputs } from "./prepare.ts";

export interface RerunFailed {
  /** Of a run all that failed, of a failed action that one alone. */
  rerunFailed(item: RunItem): Promise<void>;
  /** Of a failed action that one with its own inputs, else the whole run. */
  debugAgain(item: RunItem): Promise<void>;
}

interface Services {
  readonly runner: Runner;
  readonly history: RunHistory;
  readonly models: Models;
  readonly run: (target: LaunchTarget, inputs: readonly GivenInput[]) => Promise<void>;
  readonly complete: CompleteInputs;
  readonly again: (spec: LaunchSpec) => Promise<void>;
  readonly debug: (target: LaunchTarget, inputs: readonly GivenInput[]) => Promise<void>;
  readonly debugAgain: (spec: LaunchSpec) => void;
}

interface Repeatable {
  readonly target: LaunchTarget;
  readonly inputs: readonly Input[];
  readonly withheld?: readonly string[];
}

/** So many are started; each is a process. */
const MOST = 5;

export function createRerunFailed(services: Services): RerunFailed {
  const { runner, history, models, run, complete, again, debug, debugAgain } = services;

  const uriOf = (task: string, spec: LaunchSpec): string | undefined => {
    for (const { folder, files } of filesNear(models, spec.file)) {
      const file = fileOfTask(files, task);
      if (file !== undefined) return fileUri(folder, file).toString();
    }
    return undefined;
  };

  async function failedIn(item: RunItem, spec: LaunchSpec): Promise<readonly FailedAction[]> {
    const events: RunEvent[] = [];
    for await (const piece of eventsFrom(runner, item.run, 0)) events.push(...piece.events);
    const action = actionOf(item);
    if (action === undefined) return failedActions(events, (task) => uriOf(task, spec) !== undefined);
    // The one that was meant, whether something below it failed or not.
    const only = events.filter((event) => "action" in event && event.action === action);
    return failedActions(only, () => true);
  }

  /** Undefined for a run's own item. */
  function actionOf({ run: id, id: node }: RunItem): string | undefined {
    const found = history.node(id, node);
    return found?.kind === "action" ? found.action : undefined;
  }

  const repeatable = (failed: readonly FailedAction[], spec: LaunchSpec): readonly Repeatable[] =>
    failed.flatMap(({ task, inputs, withheld }) => {
      const uri = uriOf(task, spec);
      return uri === undefined || inputs === undefined
        ? []
        : [{ target: { kind: "task", uri, task }, inputs, ...(withheld === undefined ? {} : { withheld }) }];
    });

  /** What failed can't be run alone: the whole run can, if it is one that `act` takes. */
  async function offerWhole(spec: LaunchSpec, act?: () => void | Promise<void>): Promise<void> {
    const name = "name" in spec.action ? spec.action.name : spec.action.environment;
    const whole = l10n.t("Take the Whole Run");
    const chosen = await vscode.window.showInformationMessage(
      l10n.t(
        "What failed in {0} can't be started alone: it is a traced step, its inputs have no JSON or are too large, or its task is not in this folder any more.",
        name,
      ),
      ...(act === undefined ? [] : [whole]),
    );
    if (chosen === whole) await act?.();
  }

  return {
    rerunFailed: async (item) => {
      const spec = history.run(item.run)?.spec;
      if (spec === undefined) return;
      const failed = await failedIn(item, spec);
      if (failed.length === 0 && actionOf(item) === undefined) return again(spec);
      const ready = repeatable(failed, spec);
      if (ready.length === 0) return offerWhole(spec, () => again(spec));
      if (ready.length > MOST || ready.length < failed.length) {
        void vscode.window.showInformationMessage(
          l10n.t("{0} different actions failed; {1} of them run again.", failed.length, Math.min(MOST, ready.length)),
        );
      }
      for (const each of ready.slice(0, MOST)) {
        const inputs = await complete(each.target, each);
        if (inputs !== undefined) await run(each.target, inputs);
      }
    },
    debugAgain: async (item) => {
      const spec = history.run(item.run)?.spec;
      if (spec === undefined) return;
      if (actionOf(item) === undefined) return debugAgain(spec);
      const [ready] = repeatable(await failedIn(item, spec), spec);
      if (ready === undefined) return offerWhole(spec, spec.action.kind === "run" ? () => debugAgain(spec) : undefined);
      const inputs = await complete(ready.target, ready);
      if (inputs !== undefined) await debug(ready.target, inputs);
    },
  };
}
