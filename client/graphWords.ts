/** What the graph's webview says, in the user's language. */

import * as l10n from "@vscode/l10n";
import type { GraphWords } from "../protocol/graphView.ts";

export function graphWords(): GraphWords {
  return {
    graph: l10n.t("Graph of environments and tasks"),
    toolbar: l10n.t("Graph"),
    search: l10n.t("Find an environment or task"),
    matches: l10n.t("{0} found"),
    noMatch: l10n.t("Nothing found"),
    folder: l10n.t("Folder"),
    onlyFile: l10n.t("Only what belongs to the file in the editor"),
    onlyThisFile: l10n.t("Only what belongs to {0}"),
    list: l10n.t("Show as a List"),
    zoomIn: l10n.t("Zoom In (+)"),
    zoomOut: l10n.t("Zoom Out (-)"),
    fit: l10n.t("Show All (0)"),
    collapseAll: l10n.t("Collapse All Environments"),
    expandAll: l10n.t("Expand All Environments"),
    exportSvg: l10n.t("Save as SVG…"),
    exportMermaid: l10n.t("Open as Mermaid"),
    keys: l10n.t("Arrow keys move · Enter opens the source · Space collapses · / finds · + - 0 zoom"),
    task: l10n.t("task"),
    containerTask: l10n.t("container task"),
    remoteTask: l10n.t("reference to a deployed task"),
    environmentUnknown: l10n.t("environment unknown"),
    taskUnknown: l10n.t("task unknown"),
    oneTask: l10n.t("1 task"),
    tasks: l10n.t("{0} tasks"),
    expand: l10n.t("Expand"),
    collapse: l10n.t("Collapse"),
    dependsOn: l10n.t("depends on {0}"),
    usedBy: l10n.t("used by {0}"),
    calls: l10n.t("calls {0}"),
    calledBy: l10n.t("called by {0}"),
    maybe: l10n.t("maybe"),
    legendCalls: l10n.t("calls"),
    legendDependsOn: l10n.t("depends on"),
    legendUnknown: l10n.t("unknown"),
  };
}
