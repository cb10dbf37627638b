/** Asks for the words that the Environments view is filtered by, and shows what they leave while they are typed. */

import { l10n } from "vscode";
import { askWords } from "../editor/askWords.ts";
import { vscode } from "../editor/vscode.ts";
import type { EnvironmentsView } from "./environmentsView.ts";

/** Who types fast sees the end of it. */
const QUIET_MS = 100;

export async function askFilter(environments: Pick<EnvironmentsView, "shape" | "reshape" | "view">): Promise<void> {
  if (!environments.view.visible) await vscode.commands.executeCommand("flightdeck.environments.focus");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const filter = await askWords(
    {
      title: l10n.t("Filter the Environments view"),
      placeholder: l10n.t("Names of environments, tasks or files"),
      prompt: l10n.t("What has all of these words in its name is shown, also where it is not opened."),
      before: environments.shape().filter,
    },
    (typed) => {
      clearTimeout(timer);
      timer = setTimeout(() => environments.reshape({ filter: typed }), QUIET_MS);
    },
  );
  clearTimeout(timer);
  environments.reshape({ filter });
}
