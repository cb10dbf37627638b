/** A model as text: one line for each thing found, with its line in the file, in the order in which a reader meets them. */

import type { FileModel, Parameter } from "../../../protocol/model.ts";
import type { Value } from "../../../protocol/value.ts";

export function render(models: readonly FileModel[]): string {
  const names = new Map(models.flatMap(({ tasks }) => tasks.map(({ id, name }) => [id, told(name)])));
  return [...models]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((model) => renderFile(model, names))
    .join("");
}

function told(value: Value<string>): string {
  switch (value.kind) {
    case "known":
      return value.value;
    case "oneOf":
      return value.values.join(" or ");
    case "unknown":
      return `?[${value.why}]`;
  }
}

function renderFile(model: FileModel, names: ReadonlyMap<string, string>): string {
  const entries: { readonly line: number; readonly text: string }[] = [];
  const at = (file: string, line: number, text: string, owner = line) =>
    entries.push({ line: owner, text: file === model.path ? `${line + 1} ${text}` : `${file}:${line + 1} ${text}` });
  const when = (value: string) => (value === "import" ? "" : ` (${value})`);
  for (const each of model.environments) {
    const variable = each.variable === undefined ? "" : ` · ${each.variable}`;
    const summary = each.summary === "" ? "" : ` | ${each.summary}`;
    const { line } = each.place.range.start;
    at(each.place.file, line, `environment ${told(each.name)} · ${each.kind}${variable}${when(each.when)}${summary}`);
    for (const edge of model.dependsOn) {
      if (edge.from.kind === "known" && edge.from.value === each.id) {
        const text = `${told(edge.fromName)} depends on ${told(edge.toName)}${when(edge.when)}`;
        at(edge.place.file, edge.place.range.start.line, text);
      }
    }
  }
  for (const edge of model.dependsOn) {
    if (
      edge.from.kind === "known" &&
      model.environments.some(({ id }) => edge.from.kind === "known" && id === edge.from.value)
    )
      continue;
    at(
      edge.place.file,
      edge.place.range.start.line,
      `${told(edge.fromName)} depends on ${told(edge.toName)}${when(edge.when)}`,
    );
  }
  for (const task of model.tasks) {
    const name = task.name.kind === "unknown" ? `${told(task.name)}.${task.function}` : told(task.name);
    const variable = task.variable === undefined ? "" : ` as ${task.variable}`;
    const kind = task.kind === "function" ? "" : ` ${task.kind}`;
    const summary = task.summary === "" ? "" : ` | ${task.summary}`;
    const line = task.kind === "function" ? task.selection.start.line : task.place.range.start.line;
    const inputs = task.inputs.map(input).join(", ");
    const docs = task.inputs
      .flatMap(({ name: param, doc }) => (doc === undefined ? [] : `\n    ${param}: ${doc}`))
      .join("");
    at(model.path, line, `task ${name}(${inputs})${variable}${kind}${when(task.when)}${summary}${docs}`);
    for (const call of model.calls) {
      if (call.from !== task.id) continue;
      const to = call.to.kind === "known" ? (names.get(call.to.value) ?? call.to.value) : told(call.to);
      const how = call.kind === "call" ? "" : ` (${call.kind})`;
      const own = call.place.range.start.line;
      // What a helper in another file calls stands behind the task's own calls.
      at(
        call.place.file,
        own,
        `${names.get(task.id)} calls ${to}${how}`,
        call.place.file === model.path ? own : endOf(model, task.id),
      );
    }
  }
  const sorted = entries
    .map((entry, index) => ({ ...entry, index }))
    .sort((a, b) => a.line - b.line || a.index - b.index);
  const counts = model.flytekit;
  const flytekit =
    counts === undefined
      ? []
      : [`Flyte 1: ${counted(counts.tasks, "task", counts.workflows, "workflow", counts.launchPlans, "launch plan")}`];
  return `${[model.path, ...[...flytekit, ...sorted.map(({ text }) => text)].map((text) => `  ${text}`)].join("\n")}\n`;
}

function endOf(model: FileModel, id: string): number {
  return model.tasks.find((each) => each.id === id)?.place.range.end.line ?? 0;
}

function input({ name, annotation, defaultText }: Parameter): string {
  return `${name}${annotation === undefined ? "" : `: ${annotation}`}${defaultText === undefined ? "" : ` = ${defaultText}`}`;
}

function counted(...pairs: readonly (number | string)[]): string {
  const found: string[] = [];
  for (let at = 0; at < pairs.length; at += 2) {
    if (pairs[at] !== 0) found.push(`${pairs[at]} ${pairs[at + 1]}${pairs[at] === 1 ? "" : "s"}`);
  }
  return found.join(", ");
}
