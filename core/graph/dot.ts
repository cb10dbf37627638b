/** The graph in DOT, for Graphviz. */

import * as l10n from "@vscode/l10n";
import type { Graph, GraphCall } from "../../protocol/graph.ts";
import {
  byHome,
  callWords,
  doubtWords,
  entryPointLabel,
  inCircles,
  installedLabel,
  moduleLabel,
  shortIds,
  startWords,
  triggerMarks,
  unknownLabel,
} from "./names.ts";

/** A whole DOT file. Edges between environments end at their frames, which need a node inside. */
export function dotOf(graph: Graph): string {
  const ids = shortIds(graph);
  const tasks = byHome(graph.tasks);
  const modules = byHome(graph.modules);
  const lines = ["digraph flyte {", "  rankdir=LR; compound=true; node [shape=box];"];
  const framed = new Set(graph.environments.map(({ id }) => id));
  const group = (id: string, label: string, style: string): void => {
    const short = ids.get(id);
    lines.push(`  subgraph cluster_${short} { label=${quoted(label)};${style} ${short} [shape=point, style=invis];`);
    for (const task of tasks.get(id) ?? []) {
      lines.push(`    ${ids.get(task.id)} [label=${quoted(task.shortName, ...triggerMarks(task))}];`);
    }
    for (const each of modules.get(id) ?? []) {
      const dashed = each.name === undefined ? ", style=dashed" : "";
      lines.push(`    ${ids.get(each.id)} [label=${quoted(moduleLabel(each))}, shape=tab${dashed}];`);
    }
    lines.push("  }");
  };
  for (const { id, name } of graph.environments) group(id, name, "");
  for (const each of graph.installed) {
    if (tasks.has(each.id)) {
      framed.add(each.id);
      group(each.id, installedLabel(each), " style=bold;");
    } else lines.push(`  ${ids.get(each.id)} [label=${quoted(installedLabel(each))}, shape=component];`);
  }
  for (const each of graph.entryPoints) {
    lines.push(`  ${ids.get(each.id)} [label=${quoted(entryPointLabel(each))}, shape=note];`);
  }
  for (const unknown of graph.unknowns) {
    if (tasks.has(unknown.id)) {
      framed.add(unknown.id);
      group(unknown.id, unknownLabel(unknown), " style=dashed;");
    } else lines.push(`  ${ids.get(unknown.id)} [label=${quoted(unknownLabel(unknown))}, style=dashed];`);
  }
  const isInCircle = inCircles(graph);
  for (const edge of graph.dependsOn) {
    const { from, to, certain } = edge;
    const ends = [
      "style=dashed",
      ...(framed.has(from) ? [`ltail=cluster_${ids.get(from)}`] : []),
      ...(framed.has(to) ? [`lhead=cluster_${ids.get(to)}`] : []),
      ...(isInCircle(edge) ? ["color=red", `label=${quoted(l10n.t("in a circle"))}`] : []),
      ...doubtWords(certain).map((word) => `label=${quoted(word)}`),
    ];
    lines.push(`  ${ids.get(from)} -> ${ids.get(to)} [${ends.join(", ")}];`);
  }
  for (const call of graph.calls) lines.push(`  ${ids.get(call.from)} -> ${ids.get(call.to)}${labelOf(call)};`);
  for (const start of graph.starts) {
    const { from, to } = start;
    const ends = [
      "style=dashed",
      `label=${quoted(startWords(start).join(", "))}`,
      ...(framed.has(to) ? [`lhead=cluster_${ids.get(to)}`] : []),
    ];
    lines.push(`  ${ids.get(from)} -> ${ids.get(to)} [${ends.join(", ")}];`);
  }
  return `${[...lines, "}"].join("\n")}\n`;
}

function labelOf(call: GraphCall): string {
  const words = callWords(call);
  return words.length === 0 ? "" : ` [label=${quoted(words.join(", "))}]`;
}

const quoted = (...lines: readonly string[]): string =>
  `"${lines.map((each) => each.replaceAll("\\", "\\\\").replaceAll('"', '\\"')).join("\\n")}"`;
