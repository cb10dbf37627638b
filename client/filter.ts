/** Asks for the words that the Environments view is filtered by, and shows what they leave while they are typed. */

import { l10n } from "vscode";
import type { EnvironmentsView } from "./environmentsView.ts";
import { vscode } from "./vscode.ts";

/** Who types fast sees the end of it. */
const QUIET_MS = 100;

/** Escape brings back what was filtered before. */
export async function askFilter(environments: Pick<EnvironmentsView, "shape" | "reshape" | "view">): Promise<void> {
  if (!environments.view.visible) await vscode.commands.executeCommand("flightdeck.environments.focus");
  const before = environments.shape().filter;
  const input = vscode.window.createInputBox();
  input.title = l10n.t("Filter the Environments view");
  input.placeholder = l10n.t("Names of environments, tasks or files");
  input.prompt = l10n.t("What has all of these words in its name is shown, also where it is not opened.");
  input.value = before;
  let isAccepted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  await new Promise<void>((resolve) => {
    input.onDidChangeValue((filter) => {
      clearTimeout(timer);
      timer = setTimeout(() => environments.reshape({ filter }), QUIET_MS);
    });
    input.onDidAccept(() => {
      isAccepted = true;
      input.hide();
    });
    input.onDidHide(() => {
      clearTimeout(timer);
      environments.reshape({ filter: isAccepted ? input.value : before });
      input.dispose();
      resolve();
    });
    input.show();
  });
}
