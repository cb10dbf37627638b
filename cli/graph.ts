/** `flightdeck graph`: environments, their tasks, and what depends on and calls what; as text, JSON, Mermaid or DOT. */

import * as l10n from "@vscode/l10n";
import type { CallKind, Environment, ProjectModel, Task } from "../protocol/model.ts";
import type { Value } from "../protocol/value.ts";

export interface GraphNode {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface Graph {
  readonly environments: readonly (GraphNode & { readonly kind: string })[];
  readonly tasks: readonly (GraphNode & { readonly environment: string | null })[];
  /** Ends are ids; what is not defined here is named by `name`. */
  readonly dependsOn: readonly { readonly from: string; readonly to: string | null; readonly name: string }[];
  readonly calls: readonly { readonly from: string; readonly to: string; readonly kind: CallKind }[];
}

export function graphOf(model: ProjectModel): Graph {
  const environments = model.files.flatMap((file) => file.environments);
  const tasks = model.files.flatMap((file) => file.tasks);
  const calls = model.files.flatMap((file) =>
    file.calls.flatMap(({ from, to, kind }) => (to.kind === "known" ? [{ from, to: to.value, kind }] : [])),
  );
  return {
    environments: environments.map((each) => ({ ...nodeOf(each, textOf(each.name, each.variable)), kind: each.kind })),
    tasks: tasks.map((each) => ({
      ...nodeOf(each, textOf(each.name, each.function)),
      environment: each.environment.kind === "known" ? each.environment.value : null,
    })),
    dependsOn: model.files.flatMap((file) =>
      file.dependsOn.flatMap(({ from, to, toName }) =>
        from.kind === "known"
          ? [{ from: from.value, to: to.kind === "known" ? to.value : null, name: textOf(toName, undefined) }]
          : [],
      ),
    ),
    calls: unique(calls),
  };
}

const nodeOf = ({ id, place }: Environment | Task, name: string): GraphNode => ({
  id,
  name,
  file: place.file,
  line: place.range.start.line + 1,
});

function textOf(value: Value<string>, otherwise: string | undefined): string {
  if (value.kind === "known") return value.value;
  return value.kind === "oneOf" ? value.values.join(l10n.t(" or ")) : (otherwise ?? "?");
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((each) => [JSON.stringify(each), each])).values()];
}

/** The graph as people read it in a terminal. */
export function graphText(graph: Graph): string {
  const names = new Map([...graph.environments, ...graph.tasks].map(({ id, name }) => [id, name]));
  const lines = [
    [
      counted(
        graph.environments.length,
        l10n.t("1 environment"),
        l10n.t("{0} environments", graph.environments.length),
      ),
      counted(graph.tasks.length, l10n.t("1 task"), l10n.t("{0} tasks", graph.tasks.length)),
      counted(graph.dependsOn.length, l10n.t("1 dependency"), l10n.t("{0} dependencies", graph.dependsOn.length)),
      counted(graph.calls.length, l10n.t("1 call"), l10n.t("{0} calls", graph.calls.length)),
    ].join(" · "),
  ];
  for (const environment of graph.environments) {
    lines.push("", `${environment.name.padEnd(20)}  ${environment.file}:${environment.line}`);
    const on = graph.dependsOn.filter(({ from }) => from === environment.id).map(({ name }) => name);
    if (on.length > 0) lines.push(`  ${l10n.t("depends on {0}", on.join(", "))}`);
    for (const task of graph.tasks.filter((each) => each.environment === environment.id))
      lines.push(taskLine(graph, task, names));
  }
  const homeless = graph.tasks.filter((each) => each.environment === null);
  if (homeless.length > 0)
    lines.push("", l10n.t("of unknown environments"), ...homeless.map((each) => taskLine(graph, each, names)));
  return `${lines.join("\n")}\n`;
}

const counted = (count: number, one: string, many: string): string => (count === 1 ? one : many);

function taskLine(graph: Graph, task: GraphNode, names: ReadonlyMap<string, string>): string {
  const calls = graph.calls.filter(({ from }) => from === task.id);
  const called = calls.map(({ to, kind }) => `${names.get(to) ?? to}${kind === "call" ? "" : ` (${kind})`}`);
  return called.length === 0 ? `  ${task.name}` : `  ${task.name.padEnd(18)}  → ${called.join(", ")}`;
}

/** For Markdown: a `mermaid` code block's content. */
export function graphMermaid(graph: Graph): string {
  const ids = shortIds(graph);
  const lines = ["flowchart LR"];
  for (const environment of graph.environments) {
    lines.push(`  subgraph ${ids.get(environment.id)} [${quoted(environment.name)}]`);
    for (const task of graph.tasks.filter((each) => each.environment === environment.id)) {
      lines.push(`    ${ids.get(task.id)}[${quoted(task.name)}]`);
    }
    lines.push("  end");
  }
  for (const { from, to } of graph.dependsOn)
    if (to !== null) lines.push(`  ${ids.get(from)} -. depends on .-> ${ids.get(to)}`);
  for (const { from, to } of graph.calls) lines.push(`  ${ids.get(from)} --> ${ids.get(to)}`);
  return `${lines.join("\n")}\n`;
}

/** For Graphviz. */
export function graphDot(graph: Graph): string {
  const ids = shortIds(graph);
  const lines = ["digraph flyte {", "  rankdir=LR; compound=true; node [shape=box];"];
  for (const environment of graph.environments) {
    const id = ids.get(environment.id);
    lines.push(`  subgraph cluster_${id} { label=${quoted(environment.name)}; ${id} [shape=point, style=invis];`);
    for (const task of graph.tasks.filter((each) => each.environment === environment.id)) {
      lines.push(`    ${ids.get(task.id)} [label=${quoted(task.name)}];`);
    }
    lines.push("  }");
  }
  for (const { from, to } of graph.dependsOn) {
    if (to !== null) {
      lines.push(
        `  ${ids.get(from)} -> ${ids.get(to)} [style=dashed, ltail=cluster_${ids.get(from)}, lhead=cluster_${ids.get(to)}];`,
      );
    }
  }
  for (const { from, to } of graph.calls) lines.push(`  ${ids.get(from)} -> ${ids.get(to)};`);
  return `${[...lines, "}"].join("\n")}\n`;
}

function shortIds(graph: Graph): ReadonlyMap<string, string> {
  return new Map([
    ...graph.environments.map(({ id }, index) => [id, `e${index}`] as const),
    ...graph.tasks.map(({ id }, index) => [id, `t${index}`] as const),
  ]);
}

const quoted = (text: string): string => `"${text.replaceAll('"', "'")}"`;
