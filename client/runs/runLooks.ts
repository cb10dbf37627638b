/** Items of the Runs view as the editor takes them: how a row is drawn, and what a click on it does. The words are runRows.ts's. */

import { l10n } from "vscode";
import type { RunNode } from "../../runner/log/runNode.ts";
import { actionsUnder } from "../../runner/log/states.ts";
import type { OpenRows } from "../editor/openRows.ts";
import { vscode } from "../editor/vscode.ts";
import type { KnownRun } from "../journal/runHistory.ts";
import type { RunItem } from "../journal/runItem.ts";
import { type RunRow, rowOf, startText } from "./runRows.ts";

/** Tells a click on a row from its menu's entry: the keys stay in the list. */
export const CLICKED = "clicked";

/** Answers the function that makes the item of a node. */
export function createRunLooks(rows: OpenRows): (item: RunItem, run: KnownRun, node: RunNode) => vscode.TreeItem {
  /** Of actions that ended: they look the same from then on. */
  const ended = new WeakMap<RunItem, { readonly end: string; readonly made: vscode.TreeItem }>();
  return (item, run, node) => {
    const end = lastLook(node);
    const known = ended.get(item);
    if (end !== undefined && known?.end === end) return known.made;
    const made = treeItem(item, run, rowIn(run, node), rows);
    if (end !== undefined) ended.set(item, { end, made });
    return made;
  };
}

/** Tells an action's last look from others; undefined while it may still change. */
function lastLook(node: RunNode): string | undefined {
  if (node.kind !== "action" || node.state === "running") return undefined;
  return actionsUnder(node) > 0 ? undefined : `${node.state} ${node.endedMs} ${node.attempts} ${node.report}`;
}

function rowIn(run: KnownRun, node: RunNode): RunRow {
  const nowMs = Date.now();
  return rowOf(node, {
    nowMs,
    // Said of runs alone, and a bucket has hundreds of rows.
    started: node.kind === "run" ? startText(run.root.startedMs, nowMs, vscode.env.language) : "",
    isOwn: run.isOwn,
    spec: run.spec,
    versions: run.versions,
    // What goes on stands open from its first moment: the editor opens nothing that began as a leaf.
    hasChildren:
      actionsUnder(node) > 0 ||
      ("attempts" in node && node.attempts > 1) ||
      (node.kind === "run" && run.isOwn && mayHaveActions(run)),
  });
}

/** A deployment and an app have none. */
const mayHaveActions = ({ spec }: KnownRun): boolean => spec?.action.kind !== "deploy" && spec?.action.kind !== "serve";

function treeItem(item: RunItem, run: KnownRun, row: RunRow, rows: OpenRows): vscode.TreeItem {
  const isRun = item.id === item.run;
  const state = !row.hasChildren
    ? vscode.TreeItemCollapsibleState.None
    : rows.isOpen(item.id, isRun && run.isOwn)
      ? vscode.TreeItemCollapsibleState.Expanded
      : vscode.TreeItemCollapsibleState.Collapsed;
  const made = new vscode.TreeItem(row.label, state);
  made.id = item.id;
  made.description = row.description;
  made.iconPath = new vscode.ThemeIcon(
    row.icon,
    row.colour === undefined ? undefined : new vscode.ThemeColor(row.colour),
  );
  made.tooltip = row.tooltip;
  made.accessibilityInformation = { label: row.spoken };
  made.contextValue = row.context;
  made.command = { command: "flightdeck.openLog", title: l10n.t("Open Log"), arguments: [item, CLICKED] };
  return made;
}
