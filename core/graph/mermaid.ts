/** The graph as a Mermaid flowchart, for Markdown. */

import * as l10n from "@vscode/l10n";
import type { Graph, GraphCall } from "../../protocol/graph.ts";
import {
  byHome,
  callWords,
  entryPointLabel,
  inCircles,
  installedLabel,
  moduleLabel,
  shortIds,
  startWords,
  triggerMarks,
  unknownLabel,
} from "./names.ts";

/** The content of a `mermaid` code block. */
export function mermaidOf(graph: Graph): string {
  const ids = shortIds(graph);
  const tasks = byHome(graph.tasks);
  const modules = byHome(graph.modules);
  const lines = ["flowchart LR"];
  const group = (id: string, label: string): void => {
    lines.push(`  subgraph ${ids.get(id)} [${quoted(label)}]`);
    for (const task of tasks.get(id) ?? []) {
      lines.push(`    ${ids.get(task.id)}[${quoted(task.shortName, ...triggerMarks(task))}]`);
    }
    for (const each of modules.get(id) ?? []) lines.push(`    ${ids.get(each.id)}{{${quoted(moduleLabel(each))}}}`);
    lines.push("  end");
  };
  for (const { id, name } of graph.environments) group(id, name);
  for (const each of graph.installed) {
    if (tasks.has(each.id)) group(each.id, installedLabel(each));
    else lines.push(`  ${ids.get(each.id)}[[${quoted(installedLabel(each))}]]`);
  }
  for (const each of graph.entryPoints) lines.push(`  ${ids.get(each.id)}>${quoted(entryPointLabel(each))}]`);
  for (const unknown of graph.unknowns) {
    if (tasks.has(unknown.id)) group(unknown.id, unknownLabel(unknown));
    else lines.push(`  ${ids.get(unknown.id)}([${quoted(unknownLabel(unknown))}])`);
  }
  const isInCircle = inCircles(graph);
  for (const edge of graph.dependsOn) {
    const label = isInCircle(edge)
      ? l10n.t("depends on, in a circle")
      : edge.certain
        ? l10n.t("depends on")
        : l10n.t("may depend on");
    lines.push(`  ${ids.get(edge.from)} -. ${label} .-> ${ids.get(edge.to)}`);
  }
  for (const call of graph.calls) lines.push(`  ${ids.get(call.from)} -->${labelOf(call)} ${ids.get(call.to)}`);
  for (const start of graph.starts) {
    lines.push(`  ${ids.get(start.from)} -. ${startWords(start).join(", ")} .-> ${ids.get(start.to)}`);
  }
  const unknowns = [...graph.modules.filter(({ name }) => name === undefined), ...graph.unknowns];
  if (unknowns.length > 0) {
    lines.push("  classDef unknown stroke-dasharray: 4");
    lines.push(`  class ${unknowns.map(({ id }) => ids.get(id)).join(",")} unknown`);
  }
  return `${lines.join("\n")}\n`;
}

function labelOf(call: GraphCall): string {
  const words = callWords(call);
  return words.length === 0 ? "" : `|${words.join(", ")}|`;
}

/** Mermaid reads entities, and no backslashes. */
const quoted = (...lines: readonly string[]): string => `"${lines.map(escaped).join("<br/>")}"`;
const escaped = (text: string): string =>
  text.replaceAll("&", "#amp;").replaceAll('"', "#quot;").replaceAll("<", "#lt;").replaceAll(">", "#gt;");
