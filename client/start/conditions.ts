/** Conditions on which tasks of this window's runs wait: tells of each once, asks for its answer, and hands it to the run. How one looks in the Runs view is runRows.ts's. */

import { l10n } from "vscode";
import type { ActionId, Condition, RunId } from "../../protocol/run.ts";
import { answer as answerRequest } from "../../protocol/runner.ts";
import { readAnswer } from "../../runner/log/answers.ts";
import { vscode } from "../editor/vscode.ts";
import type { RunHistory } from "../journal/runHistory.ts";
import type { Runner } from "../processes/runner.ts";

/** Asks for the answer to the condition of an item of the Runs view. */
export type AnswerCondition = (item: { readonly run: RunId; readonly id: string }) => Promise<void>;

export function followConditions(
  runner: Runner,
  history: RunHistory,
  subscriptions: vscode.Disposable[],
): AnswerCondition {
  async function give(run: RunId, action: ActionId, value: boolean | number | string | undefined): Promise<void> {
    if (value === undefined) return;
    // A runner that is gone waits for nothing either.
    if (!(await runner.request(answerRequest, { run, action, value }).catch(() => false))) tellOver();
  }

  async function tell(run: RunId, action: ActionId, condition: Condition): Promise<void> {
    const [yes, no, ask] = [l10n.t("Yes"), l10n.t("No"), l10n.t("Answer…")];
    const said = l10n.t("{0} waits for an answer: {1}", condition.name, condition.prompt);
    const buttons = condition.type === "bool" ? [yes, no] : [ask];
    const chosen = await vscode.window.showInformationMessage(said, ...buttons);
    if (chosen === undefined) return;
    await give(run, action, chosen === ask ? await askFor(condition) : chosen === yes);
  }

  subscriptions.push(
    runner.onEvents(({ run, events }) => {
      for (const event of events) {
        if (event.kind === "conditionWaiting") void tell(run, event.action, event.condition);
      }
    }),
  );
  return async ({ run, id }) => {
    const node = history.node(run, id);
    if (node?.kind !== "action" || node.waiting === undefined || node.action === undefined) {
      // The row was still drawn as it had been.
      tellOver();
      return;
    }
    await give(run, node.action, await askFor(node.waiting));
  };
}

function tellOver(): void {
  void vscode.window.showInformationMessage(l10n.t("Nothing waits for this answer any more."));
}

/** Undefined when the user thought better of it: the condition waits on. */
async function askFor({ name, prompt, description, type }: Condition): Promise<boolean | number | string | undefined> {
  const question = description === undefined ? prompt : `${prompt} ${description}`;
  if (type === "bool") {
    const items = [
      { label: l10n.t("Yes"), value: true },
      { label: l10n.t("No"), value: false },
    ];
    return (await vscode.window.showQuickPick(items, { title: name, placeHolder: question, ignoreFocusOut: true }))
      ?.value;
  }
  const typed = await vscode.window.showInputBox({
    title: name,
    prompt: question,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const read = readAnswer(type, text);
      return read.kind === "wrong" ? read.message : undefined;
    },
  });
  const read = typed === undefined ? undefined : readAnswer(type, typed);
  return read?.kind === "answer" ? read.value : undefined;
}
