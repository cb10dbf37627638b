/** Asks for a task's inputs, one step each: boxes, picks and file dialogs. What fits is decided in inputs.ts. */

import * as path from "node:path";
import { l10n } from "vscode";
import { assertNever } from "../../base/assertNever.ts";
import { vscode } from "../editor/vscode.ts";
import { type InputField, NONE, quotesEmpty, readInput } from "./inputs.ts";

type Answer =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "back" }
  /** Wanted as JSON; what stood in the box. */
  | { readonly kind: "json"; readonly text?: string }
  | { readonly kind: "cancelled" };

/** Answers as typed, in the order of the fields. */
export type Answers =
  | { readonly kind: "answers"; readonly texts: readonly string[] }
  /** They are wanted as JSON instead; so far this was typed. */
  | { readonly kind: "json"; readonly texts: readonly string[] }
  | { readonly kind: "cancelled" };

export interface Asked {
  readonly name: string;
  readonly fields: readonly InputField[];
  /** What stands in the boxes at first. */
  readonly texts: readonly string[];
  /** Where to begin, and why that was refused. */
  readonly wrong?: { readonly step: number; readonly message: string };
  /** Where relative paths begin. */
  readonly folder: vscode.Uri;
}

interface Step {
  readonly field: InputField;
  readonly initial: string;
  readonly title: string;
  readonly mayGoBack: boolean;
  readonly folder: vscode.Uri;
  readonly refusal?: string;
}

export async function askInputs({ name, fields, texts: initial, wrong, folder }: Asked): Promise<Answers> {
  const texts = [...initial];
  for (let step = wrong?.step ?? 0; step < fields.length; ) {
    const field = fields[step];
    if (field === undefined) return { kind: "cancelled" };
    const answer = await ask({
      field,
      initial: texts[step] ?? "",
      title: l10n.t("Inputs of {0} ({1} of {2})", name, step + 1, fields.length),
      mayGoBack: step > 0,
      folder,
      ...(wrong?.step === step ? { refusal: wrong.message } : {}),
    });
    switch (answer.kind) {
      case "cancelled":
        return { kind: "cancelled" };
      case "json":
        if (answer.text !== undefined) texts[step] = answer.text;
        return { kind: "json", texts };
      case "back":
        step -= 1;
        break;
      case "text":
        texts[step] = answer.text;
        step += 1;
        break;
      default:
        return assertNever(answer);
    }
  }
  return { kind: "answers", texts };
}

function ask(step: Step): Promise<Answer> {
  const { field } = step;
  const choices = field.form === "bool" ? ["true", "false"] : field.choices?.map(String);
  return choices === undefined ? askText(step) : askChoice(step, choices);
}

function askText(step: Step): Promise<Answer> {
  const { field } = step;
  const box = vscode.window.createInputBox();
  box.value = step.initial;
  box.placeholder = placeholderOf(field);
  box.prompt = `${field.name}: ${field.hint}`;
  box.password = field.withheld === true;
  box.validationMessage = step.refusal;
  const check = (): boolean => {
    const read = readInput(field, box.value);
    box.validationMessage = read.kind === "wrong" ? read.message : undefined;
    return read.kind !== "wrong";
  };
  box.onDidChangeValue(check);
  const picker = pickerOf(step);
  const none = { iconPath: new vscode.ThemeIcon("circle-slash"), tooltip: l10n.t("None instead of a value") };
  const buttons = [
    ...(picker === undefined ? [] : [picker]),
    ...(field.optional ? [{ button: none, press: () => Promise.resolve(NONE), done: true }] : []),
  ];
  return shown(box, step, buttons, (done) => {
    box.onDidAccept(() => {
      if (check()) done({ kind: "text", text: box.value });
    });
  });
}

interface Extra {
  readonly button: vscode.QuickInputButton;
  /** What then stands in the box; undefined for what stood there. */
  readonly press: () => Promise<string | undefined>;
  /** It is the answer. */
  readonly done: boolean;
}

/** Files are chosen in the editor's dialog, too. */
function pickerOf({ field, folder }: Step): Extra | undefined {
  if (field.form !== "file" && field.form !== "dir" && field.form !== "dataframe") return undefined;
  const isFolder = field.form === "dir";
  const tables = { [l10n.t("Tables")]: ["csv", "parquet"] };
  return {
    button: {
      iconPath: new vscode.ThemeIcon("folder-opened"),
      tooltip: isFolder ? l10n.t("Choose a Folder…") : l10n.t("Choose a File…"),
    },
    done: false,
    press: async () => {
      const [chosen] =
        (await vscode.window.showOpenDialog({
          defaultUri: folder,
          canSelectFiles: !isFolder,
          canSelectFolders: isFolder,
          openLabel: l10n.t("Choose"),
          ...(field.form === "dataframe" ? { filters: tables } : {}),
        })) ?? [];
      if (chosen === undefined) return undefined;
      const relative = path.relative(folder.fsPath, chosen.fsPath);
      const isInside = relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
      // In what is saved it means the same on every system.
      return isInside ? relative.split(path.sep).join("/") : chosen.fsPath;
    },
  };
}

function placeholderOf(field: InputField): string {
  const forEmpty = quotesEmpty(field);
  if (field.hasDefault) {
    return forEmpty
      ? l10n.t('leave empty for the default, "" for an empty text')
      : l10n.t("leave empty for the default");
  }
  if (field.optional)
    return forEmpty ? l10n.t('leave empty for None, "" for an empty text') : l10n.t("leave empty for None");
  return field.hint;
}

function askChoice(step: Step, choices: readonly string[]): Promise<Answer> {
  const { field } = step;
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly text: string }>();
  const none = field.optional ? [{ label: NONE, text: NONE }] : [];
  const standard = field.hasDefault ? [{ label: l10n.t("the default"), description: field.hint, text: "" }] : [];
  pick.items = [...choices.map((text) => ({ label: text, text })), ...none, ...standard];
  pick.placeholder = step.refusal ?? `${field.name}: ${field.hint}`;
  const initial = pick.items.find(({ text }) => text === step.initial);
  if (initial !== undefined) pick.activeItems = [initial];
  return shown(pick, step, [], (done) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) done({ kind: "text", text: chosen.text });
    });
  });
}

/** Shows a quick input until it is answered, left or gone back from. */
function shown(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem & { readonly text: string }>,
  { title, mayGoBack }: Step,
  extras: readonly Extra[],
  listen: (done: (answer: Answer) => void) => void,
): Promise<Answer> {
  input.title = title;
  // Values are often copied from elsewhere in the editor.
  input.ignoreFocusOut = true;
  const json = { iconPath: new vscode.ThemeIcon("json"), tooltip: l10n.t("Edit All Inputs as JSON") };
  input.buttons = [...(mayGoBack ? [vscode.QuickInputButtons.Back] : []), ...extras.map(({ button }) => button), json];
  // A file dialog may be a quick input of its own, which hides this one.
  let isAway = false;
  return new Promise<Answer>((resolve) => {
    const press = async ({ press: act, done }: Extra): Promise<void> => {
      isAway = true;
      const text = await act();
      isAway = false;
      if (done) resolve({ kind: "text", text: text ?? "" });
      else {
        if (text !== undefined) input.value = text;
        input.show();
      }
    };
    input.onDidTriggerButton((button) => {
      const extra = extras.find((each) => each.button === button);
      if (extra !== undefined) void press(extra);
      else if (button !== json) resolve({ kind: "back" });
      // In a pick it is what the list is filtered by.
      else resolve({ kind: "json", ...("validationMessage" in input ? { text: input.value } : {}) });
    });
    input.onDidHide(() => {
      if (!isAway) resolve({ kind: "cancelled" });
    });
    listen(resolve);
    input.show();
  }).finally(() => input.dispose());
}
