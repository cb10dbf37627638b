/** What is done with inputs beside asking for them: run, debug and save those of a tab, run with saved ones. */

import * as path from "node:path";
import { l10n } from "vscode";
import type { LaunchTarget } from "../../protocol/launch.ts";
import { attempt } from "../editor/attempt.ts";
import { folderOf } from "../editor/folders.ts";
import { isThere } from "../editor/isThere.ts";
import { mayExecute } from "../editor/trust.ts";
import { vscode } from "../editor/vscode.ts";
import type { GivenInput } from "../executions/givenInputs.ts";
import { requestLaunch } from "../executions/launching.ts";
import { saveBeforeRun } from "../executions/save.ts";
import { askWithheld } from "../inputs/askWithheld.ts";
import { describe } from "../inputs/describe.ts";
import { savedText } from "../inputs/inputDocument.ts";
import { rememberInputs } from "../inputs/inputMemory.ts";
import { refuse } from "../output/refusal.ts";
import { readInputFile } from "./inputFile.ts";
import type { Asking, PrepareServices } from "./prepare.ts";
import { taskInputs, withTask } from "./taskFile.ts";
import { TASK_TYPE } from "./taskProvider.ts";

/** Of a set of inputs, and of its file. */
const SET_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]*$/u;

export interface InputCommands {
  run(uri?: vscode.Uri): Promise<void>;
  debug(uri?: vscode.Uri): Promise<void>;
  save(uri?: vscode.Uri): Promise<void>;
  /** Writes them to tasks.json, as a task of the editor. */
  saveAsTask(uri?: vscode.Uri): Promise<void>;
  /** Lets choose between what is saved, the form and JSON. */
  runWithInputs(target: LaunchTarget): Promise<void>;
}

interface Services extends PrepareServices {
  readonly start: {
    run(target: LaunchTarget, inputs: readonly GivenInput[]): Promise<void>;
    ask(target: LaunchTarget, asking: Asking): Promise<void>;
    debug(target: LaunchTarget, inputs: readonly GivenInput[]): Promise<void>;
  };
}

interface Checked {
  readonly target: LaunchTarget;
  readonly inputs: readonly GivenInput[];
}

export function createInputCommands(services: Services): InputCommands {
  const { tabs, memory, start, trace } = services;

  /** A tab's inputs once the type engine takes them; what it refuses is marked. */
  async function checked(given: vscode.Uri | undefined, again: () => void): Promise<Checked | undefined> {
    const found = tabs.read(given);
    if (found === undefined || !mayExecute()) return undefined;
    const { uri, tab, read } = found;
    const { target, name } = tab;
    if (read.kind === "wrong") {
      void vscode.window.showErrorMessage(l10n.t("The inputs of {0} can't be read: {1}", name, read.message));
      return undefined;
    }
    await rememberInputs(memory, target, read.inputs);
    const folder = folderOf(vscode.Uri.parse(target.uri));
    if (folder === undefined || !(await saveBeforeRun(folder, "run"))) return undefined;
    const secret = await askWithheld(tab, folder.uri);
    if (secret === undefined) return undefined;
    const inputs = [...read.inputs, ...secret];
    const answer = await requestLaunch(services, folder, { kind: "run", target, inputs });
    if (answer.kind === "refused") await refuse(answer, folder.uri, again);
    if (answer.kind !== "spec") return undefined;
    const described = await describe(services, answer.spec, name, again, inputs);
    if (described === undefined) return undefined;
    const { problems } = described;
    const [first] = problems;
    await tabs.mark(uri, problems);
    if (first === undefined) return { target, inputs };
    const more = problems.length - 1;
    void vscode.window.showErrorMessage(more === 0 ? first.message : l10n.t("{0} And {1} more.", first.message, more));
    return undefined;
  }

  return {
    run: async function run(uri) {
      const found = await checked(uri, () => void attempt(trace, "run", () => run(uri)));
      if (found !== undefined) await start.run(found.target, found.inputs);
    },
    debug: async function debug(uri) {
      const found = await checked(uri, () => void attempt(trace, "debug", () => debug(uri)));
      if (found !== undefined) await start.debug(found.target, found.inputs);
    },
    save: async (given) => {
      const found = tabs.read(given);
      if (found === undefined) return;
      const { tab, read } = found;
      const folder = setsOf(tab.target);
      if (read.kind === "wrong" || folder === undefined) {
        const why = read.kind === "wrong" ? read.message : l10n.t("no folder is open");
        void vscode.window.showErrorMessage(l10n.t("The inputs of {0} can't be saved: {1}", tab.name, why));
        return;
      }
      const name = await vscode.window.showInputBox({
        title: l10n.t("Save Inputs of {0}", tab.name),
        prompt: l10n.t("A name, such as small. They are kept in {0}.", vscode.workspace.asRelativePath(folder)),
        validateInput: (text) =>
          SET_NAME.test(text.trim())
            ? undefined
            : l10n.t("Letters, digits, underscores, and behind the first of them spaces, dots and dashes"),
      });
      if (name === undefined) return;
      const file = vscode.Uri.joinPath(folder, `${name.trim()}.json`);
      if (!(await mayReplace(file))) return;
      await vscode.workspace.fs.writeFile(file, Buffer.from(savedText(read.inputs)));
      vscode.window.setStatusBarMessage(l10n.t("Saved {0}", vscode.workspace.asRelativePath(file)), 5000);
    },
    saveAsTask: async (given) => {
      const found = tabs.read(given);
      const target = found?.tab.target;
      const uri = vscode.Uri.parse(target?.uri ?? "");
      const folder = folderOf(uri);
      if (found === undefined || target?.kind !== "task" || folder === undefined) return;
      const { tab, read } = found;
      if (read.kind === "wrong") {
        void vscode.window.showErrorMessage(l10n.t("The inputs of {0} can't be saved: {1}", tab.name, read.message));
        return;
      }
      const file = path.relative(folder.uri.fsPath, uri.fsPath).split(path.sep).join("/");
      const task = {
        type: TASK_TYPE,
        label: l10n.t("flyte: {0}", tab.name),
        file: `\${workspaceFolder}/${file}`,
        task: target.task,
        inputs: taskInputs(read.inputs),
        problemMatcher: [],
      };
      await writeTask(vscode.Uri.joinPath(folder.uri, ".vscode", "tasks.json"), task);
    },
    runWithInputs: async (target) => {
      if (!mayExecute()) return;
      const folder = setsOf(target);
      const files = folder === undefined ? [] : await setsIn(folder);
      const ask = { label: l10n.t("Ask for each input…"), file: undefined, asJson: false };
      const json = { label: l10n.t("Edit as JSON…"), file: undefined, asJson: true };
      const saved = files.map((file) => ({
        label: (file.path.split("/").at(-1) ?? "").replace(/\.json$/, ""),
        description: vscode.workspace.asRelativePath(file),
        file,
        asJson: false,
      }));
      const title = l10n.t("Run {0} with Inputs", target.kind === "task" ? target.task : target.environment);
      const chosen = await vscode.window.showQuickPick([...saved, ask, json], { title });
      if (chosen === undefined) return;
      if (chosen.file === undefined) await start.ask(target, { asJson: chosen.asJson });
      else await start.run(target, await readInputFile(chosen.file));
    },
  };
}

/** Into the text, so that all else stays as it is; what was typed there and isn't saved stays, too. */
async function writeTask(file: vscode.Uri, task: Parameters<typeof withTask>[1]): Promise<void> {
  if (!(await isThere(file))) await vscode.workspace.fs.writeFile(file, new Uint8Array());
  const document = await vscode.workspace.openTextDocument(file);
  const text = document.getText();
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
  edit.replace(file, whole, withTask(text, task));
  await vscode.workspace.applyEdit(edit);
  await document.save();
  await vscode.window.showTextDocument(document);
}

/** Where a task's saved inputs lie: beside the workspace's other settings, so that a team shares them. */
function setsOf(target: LaunchTarget): vscode.Uri | undefined {
  const folder = folderOf(vscode.Uri.parse(target.uri));
  const name = target.kind === "task" ? target.task : target.environment;
  return folder && vscode.Uri.joinPath(folder.uri, ".vscode", "flightdeck", name);
}

async function setsIn(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (found) => found,
    () => [],
  );
  return entries
    .filter(([name, type]) => name.endsWith(".json") && type === vscode.FileType.File)
    .map(([name]) => vscode.Uri.joinPath(folder, name));
}

/** Whether a file may be written: it is not there, or its user says so. */
async function mayReplace(file: vscode.Uri): Promise<boolean> {
  if (!(await isThere(file))) return true;
  const replace = l10n.t("Replace");
  const question = l10n.t("{0} is there already. Replace it?", vscode.workspace.asRelativePath(file));
  return (await vscode.window.showWarningMessage(question, { modal: true }, replace)) === replace;
}
