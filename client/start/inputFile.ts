/** Reads a file of inputs: saved ones, or those that launch.json and tasks.json name. */

import * as path from "node:path";
import { l10n } from "vscode";
import { assertNever } from "../../base/assertNever.ts";
import { messageOf } from "../../base/errorText.ts";
import type { Input } from "../../protocol/launch.ts";
import { readInputs } from "../../runner/log/inputJson.ts";
import { vscode } from "../editor/vscode.ts";
import type { Meaning } from "./debugConfiguration.ts";

/** A file of values by name. Throws, in words, when it is none. */
export async function readInputFile(file: vscode.Uri): Promise<readonly Input[]> {
  const shown = vscode.workspace.asRelativePath(file);
  const unread = (why: string) => new Error(l10n.t("the inputs in {0} can't be read: {1}", shown, why));
  let text: string;
  try {
    text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString();
  } catch (error) {
    throw unread(messageOf(error));
  }
  const read = readInputs(text);
  switch (read.kind) {
    case "inputs":
      return read.inputs;
    case "noJson":
      throw unread(read.why);
    case "noObject":
      throw new Error(l10n.t('{0} holds no object of values by name, such as {"n": 1}', shown));
    default:
      return assertNever(read);
  }
}

/** What a configuration gives, itself or by a file; undefined to ask for them. Throws, in words, for a file that is none. */
export async function inputsOf(
  folder: vscode.WorkspaceFolder | undefined,
  { inputs, inputFile }: Meaning & { readonly kind: "task" },
): Promise<readonly Input[] | undefined> {
  if (inputFile === undefined) return inputs;
  return readInputFile(vscode.Uri.file(path.resolve(folder?.uri.fsPath ?? "", inputFile)));
}
