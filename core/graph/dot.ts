/** The graph in DOT, for Graphviz. */

import * as l10n from "@vscode/l10n";
import type { Graph, GraphCall } from "../../protocol/graph.ts";
import { shortIds, tasksByHome, unknownLabel } from "./names.ts";

/** A whole DOT file. Edges between environments end at their frames, which need a node inside. */
export function dotOf(graph: Graph): string {
  const ids = shortIds(graph);
  const tasks = tasksByHome(graph);
  const lines = ["digraph flyte {", "  rankdir=LR; compound=true; node [shape=box];"];
  const framed = new Set(graph.environments.map(({ id }) => id));
  const group = (id: string, label: string, style: string): void => {
    const short = ids.get(id);
    lines.push(`  subgraph cluster_${short} { label=${quoted(label)};${style} ${short} [shape=point, style=invis];`);
    for (const task of tasks.get(id) ?? []) lines.push(`    ${ids.get(task.id)} [label=${quoted(task.shortName)}];`);
    lines.push("  }");
  };
  for (const { id, name } of graph.environments) group(id, name, "");
  for (const unknown of graph.unknowns) {
    if (tasks.has(unknown.id)) {
      framed.add(unknown.id);
      group(unknown.id, unknownLabel(unknown), " style=dashed;");
    } else lines.push(`  ${ids.get(unknown.id)} [label=${quoted(unknownLabel(unknown))}, style=dashed];`);
  }
  for (const { from, to, certain } of graph.dependsOn) {
    const ends = [
      "style=dashed",
      ...(framed.has(from) ? [`ltail=cluster_${ids.get(from)}`] : []),
      ...(framed.has(to) ? [`lhead=cluster_${ids.get(to)}`] : []),
      ...(certain ? [] : [`label=${quoted(l10n.t("maybe"))}`]),
    ];
    lines.push(`  ${ids.get(from)} -> ${ids.get(to)} [${ends.join(", ")}];`);
  }
  for (const call of graph.calls) lines.push(`  ${ids.get(call.from)} -> ${ids.get(call.to)}${labelOf(call)};`);
  return `${[...lines, "}"].join("\n")}\n`;
}

function labelOf({ kind, certain }: GraphCall): string {
  const words = [...(kind === "call" ? [] : [kind]), ...(certain ? [] : [l10n.t("maybe")])];
  return words.length === 0 ? "" : ` [label=${quoted(words.join(", "))}]`;
}

const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
