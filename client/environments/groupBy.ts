/** Asks by what the Environments view groups its items. */

import { l10n } from "vscode";
import { assertNever } from "../../base/assertNever.ts";
import { vscode } from "../editor/vscode.ts";
import type { EnvironmentsView } from "./environmentsView.ts";
import type { GroupBy } from "./treeGroups.ts";

const CHOICES: readonly GroupBy[] = ["environment", "file", "kind"];

/** The current one is marked, and stands ready to be left as it is. */
export async function chooseGroupBy(environments: Pick<EnvironmentsView, "shape" | "reshape">): Promise<void> {
  const { groupBy } = environments.shape();
  const items = CHOICES.map((choice) => ({
    choice,
    label: `$(${choice === groupBy ? "check" : "blank"}) ${choiceText(choice)}`,
    description: choice === groupBy ? l10n.t("current") : "",
    detail: choiceDetail(choice),
  }));
  const pick = vscode.window.createQuickPick<(typeof items)[number]>();
  pick.title = l10n.t("Group the Environments view by");
  pick.items = items;
  pick.activeItems = items.filter(({ choice }) => choice === groupBy);
  await new Promise<void>((resolve) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) environments.reshape({ groupBy: chosen.choice });
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve();
    });
    pick.show();
  });
}

function choiceText(choice: GroupBy): string {
  switch (choice) {
    case "environment":
      return l10n.t("Environment");
    case "file":
      return l10n.t("File");
    case "kind":
      return l10n.t("Kind");
    default:
      return assertNever(choice);
  }
}

function choiceDetail(choice: GroupBy): string {
  switch (choice) {
    case "environment":
      return l10n.t("Environments with their tasks, then entry points");
    case "file":
      return l10n.t("What each file defines, and what it runs as a script");
    case "kind":
      return l10n.t("Task environments, apps, connectors, triggers and entry points");
    default:
      return assertNever(choice);
  }
}
