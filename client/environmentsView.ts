/** The Environments view: shows the tree, follows the model, reveals items. What stands in it is decided in environmentsTree.ts. */

import { l10n } from "vscode";
import type { LaunchTarget } from "../protocol/launch.ts";
import { environmentsTree } from "./environmentsTree.ts";
import { fileUri, openPlace, pathInFolder } from "./folders.ts";
import { targetAtCursor } from "./launching.ts";
import type { Models } from "./model.ts";
import type { Server } from "./server.ts";
import type { TreeNode } from "./treeNode.ts";
import { vscode } from "./vscode.ts";

export interface EnvironmentsView {
  /** Finds the task at the cursor and selects its item. */
  revealAtCursor(): Promise<void>;
  /** Shows what an item stands for in the editor. */
  open(node: TreeNode): Promise<void>;
  /** What a launch from this item starts; undefined where nothing can be. */
  target(node: TreeNode): LaunchTarget | undefined;
  /** Items above the model's, while it has any; answers whether it has. */
  offer(nodes: readonly TreeNode[]): boolean;
  readonly view: vscode.TreeView<TreeNode>;
}

/** Edits come in bursts; the tree is rebuilt when they pause for this long. */
const QUIET_MS = 60;

export function createEnvironmentsView(
  server: Server,
  models: Models,
  subscriptions: vscode.Disposable[],
): EnvironmentsView {
  const changes = new vscode.EventEmitter<undefined>();
  let roots: readonly TreeNode[] = [];
  let parents = new Map<string, TreeNode>();
  let byId = new Map<string, TreeNode>();
  let offers: readonly TreeNode[] = [];
  let drawn = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  function rebuild(): void {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => ({
      uri: uri.toString(),
      name,
      files: [...(models.mirror(uri.toString())?.files.values() ?? [])],
    }));
    const isEmpty = folders.every(({ files }) => files.length === 0);
    const tree = isEmpty ? [] : environmentsTree(folders);
    // An empty tree is the welcome views' place.
    roots = tree.length === 0 ? [] : [...offers, ...tree];
    parents = new Map();
    byId = new Map();
    const looks: string[] = [];
    const walk = (node: TreeNode, parent: TreeNode | undefined) => {
      byId.set(node.id, node);
      if (parent !== undefined) parents.set(node.id, parent);
      looks.push(node.id, node.label, node.description, node.icon, node.target === undefined ? "" : "▶");
      for (const child of node.children) walk(child, node);
    };
    for (const root of roots) walk(root, undefined);
    // Places move with every edit; the items are drawn again only when they look different.
    const next = looks.join("\n");
    if (next === drawn) return;
    drawn = next;
    changes.fire(undefined);
  }

  /** The item as the model has it now. */
  const current = (node: TreeNode): TreeNode => byId.get(node.id) ?? node;

  const view = vscode.window.createTreeView<TreeNode>("flightdeck.environments", {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changes.event,
      getChildren: (node) => [...(node === undefined ? roots : current(node).children)],
      getParent: (node) => parents.get(node.id),
      getTreeItem: (node) =>
        treeItem(current(node), roots.length === 1 && vscode.workspace.workspaceFolders?.length === 1),
      resolveTreeItem: async (item, node) => {
        const { folder, place, kind } = current(node);
        if (place === undefined || (kind !== "task" && kind !== "environment" && kind !== "environmentLink"))
          return item;
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
    view,
    { dispose: () => clearTimeout(timer) },
    models.onChange(() => {
      clearTimeout(timer);
      timer = setTimeout(rebuild, QUIET_MS);
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(rebuild),
  );
  rebuild();

  function find(target: LaunchTarget): TreeNode | undefined {
    const where = pathInFolder(vscode.Uri.parse(target.uri));
    if (where === undefined) return undefined;
    return [...byId.values()].find((node) => {
      if (node.folder !== where.folder || node.place?.file !== where.path) return false;
      if (target.kind === "environment") return node.kind === "environment" && node.label === target.environment;
      return node.kind === "task" && (node.name === target.task || node.label === target.task);
    });
  }

  return {
    view,
    offer: (nodes) => {
      if (nodes.map(({ id }) => id).join() !== offers.map(({ id }) => id).join()) {
        offers = nodes;
        rebuild();
      }
      return roots.length > 0;
    },
    revealAtCursor: async () => {
      const target = await targetAtCursor(server);
      if (target === undefined) return;
      rebuild();
      const node = find(target);
      if (node !== undefined) await view.reveal(node, { select: true, focus: true, expand: true });
    },
    open: async (node) => {
      const { folder, place } = current(node);
      if (place !== undefined) await openPlace(folder, place);
    },
    target: (node) => {
      const { folder, target } = current(node);
      if (target === undefined) return undefined;
      const uri = fileUri(folder, target.file).toString();
      if (target.kind === "environment") return { kind: "environment", uri, environment: target.environment };
      const { task, environment } = target;
      return environment === undefined ? { kind: "task", uri, task } : { kind: "task", uri, task, environment };
    },
  };
}

/** What the item stands for has a hover in the editor. */
function hasHover(kind: TreeNode["kind"]): boolean {
  return kind === "task" || kind === "environment" || kind === "environmentLink";
}

function treeItem(node: TreeNode, isOnlyRoot: boolean): vscode.TreeItem {
  const isOpen = node.kind === "folder" || (node.kind === "environment" && isOnlyRoot);
  const state =
    node.children.length === 0
      ? vscode.TreeItemCollapsibleState.None
      : isOpen
        ? vscode.TreeItemCollapsibleState.Expanded
        : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(node.label, state);
  item.id = node.id;
  item.description = node.description;
  item.iconPath = new vscode.ThemeIcon(node.icon);
  // An item without a tooltip is asked for one when the pointer rests on it.
  if (node.tooltip !== undefined && !hasHover(node.kind)) item.tooltip = node.tooltip;
  item.contextValue = [
    node.kind,
    ...(node.target === undefined ? [] : ["launchable"]),
    ...(node.name === undefined ? [] : ["named"]),
    ...(node.place === undefined ? [] : ["placed"]),
  ].join(" ");
  item.accessibilityInformation = {
    label: node.description === "" ? node.label : `${node.label}, ${node.description}`,
  };
  if (node.command !== undefined) item.command = { command: node.command, title: node.label };
  else if (node.place !== undefined) {
    item.command = { command: "flightdeck.reveal", title: l10n.t("Reveal"), arguments: [node] };
  }
  return item;
}
