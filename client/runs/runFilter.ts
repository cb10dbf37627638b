/** Which rows of the Runs view a filter leaves: words that name states, and words of labels and messages. Pure; asking for it is the view's. */

import type { RunState, StateCounts } from "../../protocol/run.ts";
import type { NodeId, RunNode } from "../../runner/log/runNode.ts";
import { stateText } from "../../runner/log/runWords.ts";

export interface RunFilter {
  /** Any of these; none means all. */
  readonly states: readonly RunState[];
  /** All of these, in lower case. */
  readonly words: readonly string[];
}

const STATES: readonly RunState[] = ["running", "succeeded", "failed", "cancelled", "interrupted"];

/** `failed load` is: what failed and has `load` in its name. States are named as they are shown. */
export function readFilter(text: string): RunFilter {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const stateOf = (word: string) => STATES.find((state) => stateText(state).toLowerCase() === word);
  return {
    states: words.flatMap((word) => stateOf(word) ?? []),
    words: words.filter((word) => stateOf(word) === undefined),
  };
}

export interface Nodes {
  readonly node: (id: NodeId) => RunNode | undefined;
  readonly children: (id: NodeId) => readonly NodeId[];
}

/** A run whose tree isn't read is judged by what its summary counts. */
export function keepsRun(filter: RunFilter, root: RunNode, nodes: Nodes): boolean {
  if (nodes.children(root.id).length > 0) return keeps(filter, root.id, nodes, false);
  const counts: Partial<StateCounts> = "counts" in root ? root.counts : {};
  const hasState =
    filter.states.length === 0 || filter.states.some((state) => root.state === state || (counts[state] ?? 0) > 0);
  return hasState && hasWords(filter, root);
}

/** The children that are left, of a node whose parents have these words or not. */
export function keptChildren(filter: RunFilter, id: NodeId, nodes: Nodes): readonly NodeId[] {
  const isNamed = namesWords(filter, id, nodes);
  return nodes.children(id).filter((child) => keeps(filter, child, nodes, isNamed));
}

/** What is named shows all below it that is in such a state; what isn't is kept for the sake of what is below. */
function keeps(filter: RunFilter, id: NodeId, nodes: Nodes, isNamed: boolean): boolean {
  const node = nodes.node(id);
  if (node === undefined) return false;
  const named = isNamed || hasWords(filter, node);
  const children = nodes.children(id);
  const isHolder = node.kind === "group" || node.kind === "bucket";
  const isWanted = filter.states.length === 0 || filter.states.includes(node.state);
  if (named && isWanted && !(isHolder && children.length > 0 && filter.states.length > 0)) return true;
  return children.some((child) => keeps(filter, child, nodes, named));
}

/** Whether the node or one above it has the words. */
function namesWords(filter: RunFilter, id: NodeId, nodes: Nodes): boolean {
  for (
    let node = nodes.node(id);
    node !== undefined;
    node = node.parent === undefined ? undefined : nodes.node(node.parent)
  ) {
    if (hasWords(filter, node)) return true;
  }
  return false;
}

function hasWords({ words }: RunFilter, node: RunNode): boolean {
  if (words.length === 0) return true;
  // A bucket's label is made of its first and last item's.
  const label = node.kind === "attempt" || node.kind === "bucket" ? "" : node.label;
  const said = "message" in node ? (node.message ?? "") : "";
  const text = `${label} ${said}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
