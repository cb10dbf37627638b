/** The Environments view: shows the tree, follows the model, reveals items. What stands in it is decided in environmentsTree.ts. */

import { l10n } from "vscode";
import { inOneLine } from "../../base/inOneLine.ts";
import type { LaunchTarget, ScriptTarget } from "../../protocol/launch.ts";
import { setContext } from "../editor/contextKeys.ts";
import { fileUri, openPlace, pathInFolder } from "../editor/folders.ts";
import { vscode } from "../editor/vscode.ts";
import { targetAtCursor } from "../executions/launching.ts";
import type { Models } from "../processes/model.ts";
import type { Server } from "../processes/server.ts";
import type { Apps } from "../start/apps.ts";
import { variableLabel } from "./environmentNode.ts";
import { environmentsTree, type TreeShape } from "./environmentsTree.ts";
import { type Problems, problemsUri } from "./problems.ts";
import type { GroupBy } from "./treeGroups.ts";
import { drawn, looksOf, servedText, spoken } from "./treeLooks.ts";
import type { NodeKind, TreeNode } from "./treeNode.ts";
import { firstDefinition } from "./treeSearch.ts";

export interface EnvironmentsView {
  /** Finds the task or the environment at the cursor and selects its item. */
  revealAtCursor(): Promise<void>;
  /** Shows what an item stands for in the editor. */
  open(node: TreeNode): Promise<void>;
  /** What a launch from this item starts; undefined where nothing can be. */
  target(node: TreeNode): LaunchTarget | undefined;
  /** From now on an app that is served is shown as such. */
  showServed(apps: Pick<Apps, "isServed" | "onChange">): void;
  /** The script whose entry point an item is. */
  script(node: TreeNode): ScriptTarget | undefined;
  /** Items above the model's, while it has any; answers whether it has. */
  offer(nodes: readonly TreeNode[]): boolean;
  readonly view: vscode.TreeView<TreeNode>;
  shape(): TreeShape;
  /** Groups or filters anew; the grouping is remembered for the workspace. */
  reshape(change: Partial<TreeShape>): void;
  /** What the filter leaves; undefined without one. */
  found(): Found | undefined;
  /** Fires when the filter left something else. */
  readonly onFound: vscode.Event<void>;
}

export interface Found {
  readonly filter: string;
  readonly environments: number;
  readonly tasks: number;
}

/** Edits come in bursts; the tree is rebuilt when they pause for this long. */
const QUIET_MS = 60;

const GROUP_BY = "flightdeck.groupBy";

export function createEnvironmentsView(
  server: Server,
  models: Models,
  problems: Problems,
  memory: vscode.Memento,
  subscriptions: vscode.Disposable[],
): EnvironmentsView {
  const changes = new vscode.EventEmitter<undefined>();
  const founds = new vscode.EventEmitter<void>();
  let shape: TreeShape = { groupBy: remembered(memory), filter: "" };
  let found: Found | undefined;
  let roots: readonly TreeNode[] = [];
  let parents = new Map<string, TreeNode>();
  let byId = new Map<string, TreeNode>();
  const opened = new Set<string>();
  let offers: readonly TreeNode[] = [];
  let isServed: Apps["isServed"] = () => false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function rebuild(): void {
    const known = problems.current();
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => {
      const own = known.get(uri.toString());
      return {
        uri: uri.toString(),
        name,
        files: [...(models.mirror(uri.toString())?.files.values() ?? [])],
        ...(own === undefined ? {} : { problems: own }),
      };
    });
    const isEmpty = folders.every(({ files }) => files.length === 0);
    const tree = environmentsTree(isEmpty ? [] : folders, shape);
    // Places move with every edit; the items are drawn again only when they look different.
    const isOpened = (id: string) => opened.has(id);
    const before = drawn(roots, isOpened);
    // An empty tree is the welcome views' place.
    roots = tree.roots.length === 0 ? [] : [...offers, ...tree.roots];
    const after = drawn(roots, isOpened);
    byId = new Map(after.map(([node]) => [node.id, node]));
    parents = new Map(after.flatMap(([node, parent]) => (parent === undefined ? [] : [[node.id, parent]])));
    if (
      before.length !== after.length ||
      before.some(([node], at) => looksOf(node) !== looksOf(after[at]?.[0] ?? node))
    ) {
      redraw();
    }
    const filter = shape.filter.trim();
    const { environments, tasks } = tree;
    const next = filter === "" ? undefined : { filter, environments, tasks };
    if (JSON.stringify(next) === JSON.stringify(found)) return;
    found = next;
    founds.fire();
  }

  function redraw(): void {
    // The editor asks again for what is open.
    opened.clear();
    changes.fire(undefined);
  }

  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(rebuild, QUIET_MS);
  }

  /** The item as the model has it now. */
  const current = (node: TreeNode): TreeNode => byId.get(node.id) ?? node;

  /** What stands under an item, findable from now on. */
  function childrenOf(node: TreeNode): readonly TreeNode[] {
    const parent = current(node);
    const children = parent.children?.() ?? [];
    for (const child of children) {
      byId.set(child.id, child);
      parents.set(child.id, parent);
    }
    return children;
  }

  function targetOf(node: TreeNode): LaunchTarget | undefined {
    const { folder, target } = current(node);
    if (target === undefined) return undefined;
    const uri = fileUri(folder, target.file).toString();
    if (target.kind === "environment") return { kind: "environment", uri, environment: target.environment };
    const { task, environment } = target;
    return environment === undefined ? { kind: "task", uri, task } : { kind: "task", uri, task, environment };
  }

  function isServedNode(node: TreeNode): boolean {
    const target = current(node).isApp === true ? targetOf(node) : undefined;
    return target !== undefined && isServed(target);
  }

  const view = vscode.window.createTreeView<TreeNode>("flightdeck.environments", {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changes.event,
      getChildren: (node) => {
        if (node === undefined) return [...roots];
        opened.add(node.id);
        return [...childrenOf(node)];
      },
      getParent: (node) => parents.get(node.id),
      getTreeItem: (node) => treeItem(current(node), isServedNode(node)),
      resolveTreeItem: async (item, node) => {
        const { folder, place, kind } = current(node);
        if (place === undefined || !hasHover(kind)) return item;
        const { line, character } = place.range.start;
        const hover = await server
          .hover(fileUri(folder, place.file), new vscode.Position(line, character))
          .catch(() => undefined);
        const tooltip = hover ?? current(node).tooltip;
        if (tooltip !== undefined) item.tooltip = tooltip;
        return item;
      },
    },
  });

  subscriptions.push(
    changes,
    founds,
    view,
    { dispose: () => clearTimeout(timer) },
    models.onChange(soon),
    problems.onChange(soon),
    vscode.workspace.onDidChangeWorkspaceFolders(rebuild),
  );
  rebuild();

  function reshape(change: Partial<TreeShape>): void {
    shape = { ...shape, ...change };
    setContext("flightdeck.filtered", shape.filter.trim() !== "");
    if (change.groupBy !== undefined) void memory.update(GROUP_BY, change.groupBy);
    rebuild();
  }

  /** The first item that stands for a target. */
  function find(target: LaunchTarget): TreeNode | undefined {
    const where = pathInFolder(vscode.Uri.parse(target.uri));
    if (where === undefined) return undefined;
    const isMeant = (node: TreeNode): boolean => {
      if (node.folder !== where.folder || node.place?.file !== where.path) return false;
      if (target.kind === "environment") {
        const { environment } = target;
        return node.kind === "environment" && [environment, variableLabel(environment)].includes(node.label);
      }
      return node.kind === "task" && (node.name === target.task || node.label === target.task);
    };
    return firstDefinition(roots, childrenOf, isMeant);
  }

  return {
    view,
    shape: () => shape,
    reshape,
    found: () => found,
    onFound: founds.event,
    offer: (nodes) => {
      if (nodes.map(({ id }) => id).join() !== offers.map(({ id }) => id).join()) {
        offers = nodes;
        rebuild();
      }
      return roots.length > 0;
    },
    revealAtCursor: async () => {
      const target = await targetAtCursor(server, "definition");
      if (target === undefined) return;
      rebuild();
      let node = find(target);
      if (node === undefined && shape.filter !== "") {
        // What is asked for is not to be hidden by what was asked for before.
        reshape({ filter: "" });
        node = find(target);
      }
      if (node !== undefined) await view.reveal(node, { select: true, focus: true, expand: true });
    },
    open: async (node) => {
      const { folder, place } = current(node);
      if (place !== undefined) await openPlace(folder, place);
    },
    script: (node) => {
      const { folder, kind, place } = current(node);
      if (kind !== "entryPoint" || place === undefined) return undefined;
      return { kind: "script", uri: fileUri(folder, place.file).toString() };
    },
    target: targetOf,
    showServed: (apps) => {
      isServed = apps.isServed;
      subscriptions.push(apps.onChange(redraw));
    },
  };
}

/** What was chosen in this workspace, by whichever version. */
function remembered(memory: vscode.Memento): GroupBy {
  const groupBy = memory.get<string>(GROUP_BY);
  return groupBy === "file" || groupBy === "kind" ? groupBy : "environment";
}

/** What the item stands for has a hover in the editor. */
function hasHover(kind: NodeKind): boolean {
  return kind === "task" || kind === "environment" || kind === "environmentLink";
}

function treeItem(node: TreeNode, isServed: boolean): vscode.TreeItem {
  const state =
    node.children === undefined
      ? vscode.TreeItemCollapsibleState.None
      : node.isOpen
        ? vscode.TreeItemCollapsibleState.Expanded
        : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(node.label, state);
  item.id = node.id;
  item.description = isServed ? inOneLine([servedText(), node.description]) : node.description;
  item.iconPath = new vscode.ThemeIcon(isServed ? "broadcast" : node.icon);
  if (node.problems !== undefined) item.resourceUri = problemsUri(node.problems);
  // An item without a tooltip is asked for one when the pointer rests on it.
  if (node.tooltip !== undefined && !hasHover(node.kind)) item.tooltip = node.tooltip;
  item.contextValue = [
    node.kind,
    ...(node.target === undefined ? [] : ["launchable"]),
    ...(node.isApp === undefined ? [] : [isServed ? "served" : "servable"]),
    ...(node.kind === "entryPoint" && node.place?.cell === undefined ? ["script"] : []),
    ...(node.name === undefined ? [] : ["named"]),
    ...(node.place === undefined ? [] : ["placed"]),
  ].join(" ");
  item.accessibilityInformation = { label: spoken(node, isServed) };
  if (node.command !== undefined) item.command = { command: node.command, title: node.label };
  else if (node.place !== undefined) {
    item.command = { command: "flightdeck.reveal", title: l10n.t("Reveal"), arguments: [node] };
  }
  return item;
}
