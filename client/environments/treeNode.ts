/** An item of the Environments view as data, and what all kinds of items share. */

import * as l10n from "@vscode/l10n";
import { valuesOf } from "../../base/values.ts";
import type { FileModel, Installed } from "../../protocol/model.ts";
import type { Place, Range } from "../../protocol/place.ts";
import type { Value } from "../../protocol/value.ts";

export type NodeKind =
  | "folder"
  | "bucket"
  | "environment"
  | "environmentUnknown"
  | "environmentInstalled"
  | "task"
  | "trigger"
  | "call"
  | "calledBy"
  | "dependsOn"
  | "usedBy"
  | "environmentLink"
  | "appFunction"
  | "connectorModule"
  | "settings"
  | "setting"
  | "settingPart"
  | "trace"
  | "entryPoint"
  | "group"
  | "file"
  | "flytekit"
  | "fileProblem"
  | "offer";

/** What a launch from this item starts: names as in the model. */
export type NodeTarget =
  | { readonly kind: "task"; readonly file: string; readonly task: string; readonly environment?: string }
  | { readonly kind: "environment"; readonly file: string; readonly environment: string };

export interface TreeNode {
  /** Unique in the view, and stable while the thing keeps its name and file. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  /** Muted, after the label. */
  readonly description: string;
  /** A codicon's id. */
  readonly icon: string;
  /** Plain text; the editor may replace it by the hover's. */
  readonly tooltip?: string;
  /** URI of the workspace folder. */
  readonly folder: string;
  /** What a click does, where it is not to open a place. */
  readonly command?: string;
  /** Where a click leads. */
  readonly place?: Place;
  readonly target?: NodeTarget;
  /** It is an app that can be served. */
  readonly isApp?: true;
  /** What "Copy name" copies. */
  readonly name?: string;
  /** It stands open until its user closes it. */
  readonly isOpen?: true;
  /** What is wrong with it, for its colour and badge. */
  readonly problems?: ProblemCounts;
  /** Made when it is opened; absent where nothing stands under it. */
  readonly children?: () => readonly TreeNode[];
}

/** A problem that some extension found in a file. */
export interface Problem {
  readonly severity: "error" | "warning";
  readonly range: Range;
}

export interface ProblemCounts {
  readonly errors: number;
  readonly warnings: number;
}

/** A workspace folder with its part of the model. */
export interface FolderFiles {
  readonly uri: string;
  readonly name: string;
  readonly files: readonly FileModel[];
  /** By the file's path. */
  readonly problems?: ReadonlyMap<string, readonly Problem[]>;
}

/** No item has more children than this; more are put into buckets. */
const BUCKET = 500;

/** No group lists more names than this beside its label. */
const LISTED = 8;

export const TOP: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The name, or the names it may have; undefined when it is unknown. */
export function nameOf(name: Value<string>): string | undefined {
  const names = valuesOf(name);
  return names.length === 0 ? undefined : names.join(" | ");
}

export function installedText({ module }: Installed): string {
  return l10n.t("installed, {0}", module);
}

/** What is in a notebook is neither run nor deployed from here. */
export function notebookText({ cell }: Place): string {
  return cell === undefined ? "" : l10n.t("notebook, read-only");
}

/** What a group's items are called, the first few of them. */
export function listText<T>(items: readonly T[], nameOfItem: (item: T) => string): string {
  const shown = [...new Set(items.slice(0, LISTED).map(nameOfItem))];
  return items.length > LISTED ? `${shown.join(", ")}, …` : shown.join(", ");
}

/** `3 tasks`, or how many of all are shown; nothing for none. */
export function taskCount(shown: number, all = shown): string {
  if (all === 0) return "";
  if (shown !== all) return l10n.t("{0} of {1} tasks", shown, all);
  return all === 1 ? l10n.t("1 task") : l10n.t("{0} tasks", all);
}

export function environmentCount(number: number): string {
  if (number === 0) return "";
  return number === 1 ? l10n.t("1 environment") : l10n.t("{0} environments", number);
}

/** What stands under an item: made once, and only when it is opened. */
export function lazily(make: () => readonly TreeNode[]): () => readonly TreeNode[] {
  let made: readonly TreeNode[] | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** An item that is made when it is to be seen. */
export interface Seed {
  readonly label: string;
  readonly make: () => TreeNode;
}

const grown = (item: TreeNode | Seed): TreeNode => ("make" in item ? item.make() : item);

/** Items in buckets of a size where they are too many for one parent; the first is open, so that some are seen. `id` is the parent's. */
export function inBuckets(nodes: readonly (TreeNode | Seed)[], id: string, folder: string): readonly TreeNode[] {
  if (nodes.length <= BUCKET) return nodes.map(grown);
  const buckets = Math.ceil(nodes.length / BUCKET);
  const size = Math.ceil(nodes.length / buckets);
  return Array.from({ length: buckets }, (_, index): TreeNode => {
    const children = nodes.slice(index * size, (index + 1) * size);
    return {
      id: `${id}/bucket/${index}`,
      kind: "bucket",
      label: `${children[0]?.label ?? ""} … ${children.at(-1)?.label ?? ""}`,
      description: `${children.length}`,
      icon: "list-tree",
      folder,
      ...(index === 0 ? { isOpen: true } : {}),
      children: lazily(() => children.map(grown)),
    };
  });
}

/** By code unit, so that the order is the same on every machine. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
