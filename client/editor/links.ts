/** Opens a link of an action in the browser. The editor asks whether its address is to be trusted; other schemes than the web's are not opened. */

import { l10n } from "vscode";
import type { ActionLink } from "../../protocol/run.ts";
import { vscode } from "./vscode.ts";

/** Asks which where there are several. */
export async function openLink(links: readonly ActionLink[]): Promise<void> {
  const items = links.map(({ name, url }) => ({ label: name, description: url, url }));
  const chosen =
    items.length > 1 ? await vscode.window.showQuickPick(items, { placeHolder: l10n.t("Open which link?") }) : items[0];
  if (chosen === undefined) return;
  if (!/^https?:\/\//i.test(chosen.url)) {
    const what = l10n.t("{0} isn't a web address, so it is not opened: {1}", chosen.label, chosen.url);
    void vscode.window.showWarningMessage(what);
    return;
  }
  await vscode.env.openExternal(vscode.Uri.parse(chosen.url, true));
}
