/** What stands beside the Environments view's title and above its items: what holds numbers or names, which welcome views can't. Pure. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { FolderState } from "../../protocol/lsp.ts";
import type { ViewState } from "../editor/contextKeys.ts";
import type { Found } from "./environmentsView.ts";
import { environmentCount, type TreeNode, taskCount } from "./treeNode.ts";
import { readFiles } from "./viewState.ts";

export interface ViewText {
  /** Beside the title. */
  readonly description: string;
  /** Above the items; it hides the welcome views. */
  readonly message: string;
}

/** `obstacle` is what stands in the way of running. `number` writes a number as the user does. */
export function viewText(
  view: {
    readonly state: ViewState;
    readonly folders: readonly (FolderState | undefined)[];
    /** Whether items are shown. */
    readonly hasItems: boolean;
    readonly obstacle: string;
    /** What a filter leaves. */
    readonly found?: Found;
  },
  number: (value: number) => string,
): ViewText {
  const text = stateText(view, number);
  const { state, found, hasItems } = view;
  // Where the model holds nothing, or can't be told, no filter is to blame.
  const isFiltered = state === "ready" || state === "indexing" || (state === "failed" && hasItems);
  if (found === undefined || !isFiltered) return text;
  return { ...text, message: [foundText(found), text.message].filter((each) => each !== "").join("\n") };
}

function foundText({ filter, environments, tasks }: Found): string {
  const counts = [environmentCount(environments), taskCount(tasks)].filter((each) => each !== "").join(", ");
  return l10n.t("Filtered by “{0}”: {1}", filter, counts === "" ? l10n.t("nothing has such a name") : counts);
}

function stateText(
  { state, folders, hasItems, obstacle }: Omit<Parameters<typeof viewText>[0], "found">,
  number: (value: number) => string,
): ViewText {
  switch (state) {
    case "indexing": {
      const going = folders.filter((each) => each?.kind === "indexing");
      const done = going.reduce((sum, each) => sum + each.done, 0);
      const total = going.reduce((sum, each) => sum + each.total, 0);
      const message = total === 0 ? "" : l10n.t("Indexing {0} of {1} files", number(done), number(total));
      return { description: "", message };
    }
    case "noFlyte":
    case "noEnvironments": {
      const { files } = readFiles(folders);
      const description = files === 1 ? l10n.t("1 Python file read") : l10n.t("{0} Python files read", number(files));
      return { description, message: "" };
    }
    case "ready":
      return { description: "", message: obstacle };
    case "failed": {
      const message = l10n.t("Flightdeck's language server has stopped: what is listed here may be out of date.");
      return { description: "", message: hasItems ? message : "" };
    }
    case "starting":
    case "noFolder":
    case "noPython":
      return { description: "", message: "" };
    default:
      return assertNever(state);
  }
}

/** Items above those of the model: what there is to do about a tree that nobody keeps up to date. */
export function viewOffers(state: ViewState): readonly TreeNode[] {
  if (state !== "failed") return [];
  return [
    {
      id: "offer/flightdeck.restartServer",
      kind: "offer",
      label: l10n.t("Restart Server"),
      description: "",
      icon: "debug-restart",
      folder: "",
      command: "flightdeck.restartServer",
    },
  ];
}
