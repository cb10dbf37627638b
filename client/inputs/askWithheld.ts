/** Asks for what a tab of inputs leaves out: a document's text lies in the editor's own backups, where no secret may be. */

import type { vscode } from "../editor/vscode.ts";
import type { GivenInput } from "../executions/givenInputs.ts";
import { askInputs } from "./askInputs.ts";
import { describedField, givenOf, withheldField } from "./inputs.ts";
import type { InputTab } from "./inputTabs.ts";

/** Undefined when it was called off. */
export async function askWithheld(
  { name, described, withheld = [] }: InputTab,
  folder: vscode.Uri,
): Promise<readonly GivenInput[] | undefined> {
  const fields = described
    .filter((input) => withheld.includes(input.name))
    .map((input) => withheldField(describedField(input, undefined)));
  const answers = await askInputs({ name, fields, texts: fields.map(() => ""), folder });
  return answers.kind === "answers" ? givenOf(fields, answers.texts) : undefined;
}
