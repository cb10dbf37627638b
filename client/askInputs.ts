/** Asks for a task's inputs, one step each, and remembers what was answered. What fits is decided in inputs.ts. */

import { l10n } from "vscode";
import type { Input } from "../protocol/launch.ts";
import type { Parameter } from "../protocol/model.ts";
import { type InputForm, inputForm, quotesEmpty, readInput } from "./inputs.ts";
import { vscode } from "./vscode.ts";

type Answer =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "back" }
  | { readonly kind: "cancelled" };

/** The inputs in the order of the parameters, without those whose default counts; undefined when it was called off. Answers are remembered for the folder's task. */
export async function askInputs(
  folder: vscode.WorkspaceFolder,
  name: string,
  parameters: readonly Parameter[],
  memory: vscode.Memento,
): Promise<readonly Input[] | undefined> {
  const key = `inputs/${folder.uri.toString()}#${name}`;
  const last = memory.get<Readonly<Record<string, string>>>(key, {});
  const texts: string[] = parameters.map((parameter) => last[parameter.name] ?? "");
  for (let step = 0; step < parameters.length; ) {
    const parameter = parameters[step];
    if (parameter === undefined) return undefined;
    const form = inputForm(parameter, texts[step]);
    const title = l10n.t("Run {0} ({1} of {2})", name, step + 1, parameters.length);
    const answer = await ask(form, title, step > 0);
    if (answer.kind === "cancelled") return undefined;
    if (answer.kind === "back") step -= 1;
    else {
      texts[step] = answer.text;
      step += 1;
    }
  }
  await memory.update(
    key,
    Object.fromEntries(parameters.map((parameter, index) => [parameter.name, texts[index] ?? ""])),
  );
  return parameters.flatMap((parameter, index) => {
    const read = readInput(inputForm(parameter), texts[index] ?? "");
    return read.kind === "input" ? [read.input] : [];
  });
}

function ask(form: InputForm, title: string, mayGoBack: boolean): Promise<Answer> {
  const choices = form.type === "bool" ? ["true", "false"] : form.choices;
  return choices === undefined ? askText(form, title, mayGoBack) : askChoice(form, choices, title, mayGoBack);
}

function askText(form: InputForm, title: string, mayGoBack: boolean): Promise<Answer> {
  const box = vscode.window.createInputBox();
  box.value = form.initial;
  box.placeholder = placeholderOf(form);
  box.prompt = `${form.name}: ${form.hint}`;
  const check = (): boolean => {
    const read = readInput(form, box.value);
    box.validationMessage = read.kind === "wrong" ? read.message : undefined;
    return read.kind !== "wrong";
  };
  box.onDidChangeValue(check);
  return shown(box, title, mayGoBack, (done) => {
    box.onDidAccept(() => {
      if (check()) done({ kind: "text", text: box.value });
    });
  });
}

function placeholderOf(form: InputForm): string {
  const forEmpty = quotesEmpty(form);
  if (form.hasDefault) {
    return forEmpty
      ? l10n.t('leave empty for the default, "" for an empty text')
      : l10n.t("leave empty for the default");
  }
  return forEmpty ? l10n.t('leave empty for None, "" for an empty text') : form.hint;
}

function askChoice(form: InputForm, choices: readonly string[], title: string, mayGoBack: boolean): Promise<Answer> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly text: string }>();
  const empty = form.hasDefault
    ? [{ label: l10n.t("the default"), description: form.hint, text: "" }]
    : form.optional
      ? [{ label: "None", text: "" }]
      : [];
  pick.items = [...choices.map((text) => ({ label: text, text })), ...empty];
  pick.placeholder = `${form.name}: ${form.hint}`;
  const initial = pick.items.find(({ text }) => text === form.initial);
  if (initial !== undefined) pick.activeItems = [initial];
  return shown(pick, title, mayGoBack, (done) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) done({ kind: "text", text: chosen.text });
    });
  });
}

/** Shows a quick input until it is answered, left or gone back from. */
function shown(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem & { readonly text: string }>,
  title: string,
  mayGoBack: boolean,
  listen: (done: (answer: Answer) => void) => void,
): Promise<Answer> {
  input.title = title;
  // Values are often copied from elsewhere in the editor.
  input.ignoreFocusOut = true;
  input.buttons = mayGoBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise<Answer>((resolve) => {
    input.onDidTriggerButton(() => resolve({ kind: "back" }));
    input.onDidHide(() => resolve({ kind: "cancelled" }));
    listen(resolve);
    input.show();
  }).finally(() => input.dispose());
}
