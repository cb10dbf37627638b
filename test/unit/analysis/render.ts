/** A model as text: one line for each thing found, with its line in the file, in the order in which a reader meets them. */

import type { Contact, EntryPoint, FileModel, Parameter, RemoteTask, Trigger } from "../../../protocol/model.ts";
import type { Value } from "../../../protocol/value.ts";

export function render(models: readonly FileModel[]): string {
  const names = new Map(
    models.flatMap(({ tasks, installed = [] }) => [...tasks, ...installed].map(({ id, name }) => [id, told(name)])),
  );
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

const mayDepend = ({ maybe }: { readonly maybe?: true }): string => (maybe === true ? "may depend on" : "depends on");

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
    for (const { role, name, isAsync, selection } of each.functions ?? []) {
      const text = `${told(each.name)} runs ${name} at ${role}${isAsync ? " (async)" : ""}`;
      at(each.place.file, selection.start.line, text, line);
    }
    for (const { path, file } of each.modules ?? []) {
      at(each.place.file, line, `${told(each.name)} serves ${told(path)}${file === undefined ? "" : `: ${file}`}`);
    }
    for (const edge of model.dependsOn) {
      if (edge.from.kind === "known" && edge.from.value === each.id) {
        const text = `${told(edge.fromName)} ${mayDepend(edge)} ${told(edge.toName)}${when(edge.when)}`;
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
      `${told(edge.fromName)} ${mayDepend(edge)} ${told(edge.toName)}${when(edge.when)}`,
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
    for (const trigger of task.triggers ?? []) {
      at(trigger.place.file, trigger.place.range.start.line, triggerText(trigger), line);
    }
    if (task.remote !== undefined) at(model.path, line, remoteText(task.remote));
    for (const call of model.calls) {
      if (call.from !== task.id) continue;
      const to = call.to.kind === "known" ? (names.get(call.to.value) ?? call.to.value) : told(call.to);
      const how = call.kind === "call" ? "" : ` (${call.kind})`;
      const beside = call.gathered === true ? " (gathered)" : "";
      const inside = call.group === undefined ? "" : ` (group ${told(call.group)})`;
      const own = call.place.range.start.line;
      // What a helper in another file calls stands behind the task's own calls.
      at(
        call.place.file,
        own,
        `${names.get(task.id)} ${call.maybe === true ? "may call" : "calls"} ${to}${how}${beside}${inside}`,
        call.place.file === model.path ? own : endOf(model, task.id),
      );
    }
  }
  for (const problem of model.problems) {
    if (problem.kind === "budget") at(model.path, problem.range.start.line, "is too much to evaluate");
  }
  for (const { name, isAsync, selection } of model.traces ?? []) {
    at(model.path, selection.start.line, `trace ${name}${isAsync ? " (async)" : ""}`);
  }
  for (const { name, module, dependsOn = [] } of model.installed ?? []) {
    const along = dependsOn.length === 0 ? "" : ` with ${dependsOn.map((id) => names.get(id)).join(", ")}`;
    entries.push({ line: Number.MAX_SAFE_INTEGER, text: `installed ${told(name)} of ${module}${along}` });
  }
  // As a script does them, behind all that an import brings.
  for (const entry of model.entryPoints ?? []) {
    at(
      entry.place.file,
      entry.place.range.start.line,
      `${entryText(entry)}${when(entry.when)}`,
      Number.MAX_SAFE_INTEGER,
    );
  }
  if (model.main !== undefined) {
    const { place, contact } = model.main;
    const text = `as a script${contact.kind === "nobody" ? "" : `, in the end with ${contactText(contact)}`}`;
    at(place.file, place.range.start.line, text, Number.MAX_SAFE_INTEGER);
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

function triggerText({ name, schedule, inputs, autoActivate }: Trigger): string {
  const given = inputs.length === 0 ? "" : ` (${inputs.map((each) => each.name).join(", ")})`;
  const off = autoActivate.kind === "known" && !autoActivate.value ? " not activated" : "";
  return `trigger ${told(name)}: ${schedule}${given}${off}`;
}

function remoteText({ project, domain, version, autoVersion }: RemoteTask): string {
  const home = [project, domain].flatMap((each) => (each === undefined ? [] : told(each))).join("/");
  const which =
    version !== undefined
      ? `version ${told(version)}`
      : autoVersion !== undefined
        ? `the ${told(autoVersion)} version`
        : "";
  return ["refers to", home, which].filter((part) => part !== "").join(" ");
}

function entryText({ kind, targets, arguments: args, options, contact }: EntryPoint): string {
  const given = kind === "run" ? `(${args.map(({ name }) => name ?? "").join(", ")})` : "";
  const context = options.length === 0 ? "" : ` [${options.map(({ name }) => name ?? "").join(", ")}]`;
  return `${kind} ${targets.map(({ name }) => told(name)).join(", ")}${given}${context} with ${contactText(contact)}`;
}

function contactText(contact: Contact): string {
  switch (contact.kind) {
    case "config":
      return contact.file === undefined ? "config" : `config ${told(contact.file)}`;
    case "endpoint":
      return `endpoint ${told(contact.endpoint)}`;
    default:
      return contact.kind;
  }
}
