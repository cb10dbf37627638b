/** The evaluation of one module: first as an import does it, then each function for itself. */

import type { FileFacts } from "../code/facts.ts";
import type { Block } from "../code/ir.ts";
import { visitBody } from "./bodies.ts";
import { breakOff } from "./breakOff.ts";
import { callUnknown } from "./evaluate/functions.ts";
import { held } from "./evaluate/state.ts";
import { run } from "./evaluate/statement.ts";
import { isShellTask } from "./flyte/flyteNames.ts";
import { addAlternative } from "./flyte/handedDown.ts";
import { environmentOfTask } from "./flyte/taskObjects.ts";
import { isIdle, isIdleLater } from "./idle.ts";
import { isInstalledFile } from "./installed.ts";
import type { Frame, Machine, ModuleState, Pending } from "./machine.ts";
import { type EnvironmentRecord, nothingProduced, type TaskRecord } from "./records.ts";
import { isExact, itemsOf } from "./values/containers.ts";
import { alternatives, textOf } from "./values/judge.ts";
import { type Abstract, external, type FunctionValue, NONE, str, unknown } from "./values/values.ts";

/** Functions nested deeper are not evaluated for themselves. */
const MAX_NESTING = 4;

export function newModule(
  file: string,
  facts: FileFacts,
  doubt = 0,
  kept: ModuleState["kept"] = new Map(),
): ModuleState {
  return {
    file,
    facts,
    scope: { kind: "module", file, vars: new Map(), born: 0 },
    produced: nothingProduced(),
    status: "new",
    pending: [],
    loads: new Set(),
    asked: new Map(),
    changed: new Set(),
    doubt,
    copies: new Map(),
    kept,
    called: new Set(),
    unfinished: [],
  };
}

function frameOf(machine: Machine, module: ModuleState, when: Frame["when"], task?: TaskRecord, nesting = 0): Frame {
  return {
    machine,
    module,
    file: module.file,
    scope: module.scope,
    when,
    group: undefined,
    branches: 0,
    doubt: 0,
    rounds: 0,
    meeting: undefined,
    guard: undefined,
    returns: [],
    nesting,
    ...(task === undefined ? {} : { task }),
  };
}

/** What `import` does. */
export function importModule(machine: Machine, module: ModuleState, budget: number): void {
  const { steps, reserve, stack, isShared } = machine;
  machine.steps = budget;
  machine.isShared = false;
  machine.reserve = budget / 2;
  machine.stack = [];
  module.status = "running";
  const { vars } = module.scope;
  vars.set("__name__", unknown({ kind: "name", name: "__name__" }));
  vars.set("__package__", unknown({ kind: "name", name: "__package__" }));
  vars.set("__file__", external("__file__"));
  vars.set("__doc__", NONE);
  if (module.facts.body[0]?.kind === "expr" && module.facts.body[0].value.kind === "str") {
    vars.set("__doc__", str(module.facts.body[0].value.value));
  }
  const frame = frameOf(machine, module, "import");
  for (const part of partsOf(module.facts)) {
    if (machine.steps > 0) run(frame, part);
  }
  if (machine.steps <= 0) breakOff(machine, module, machine.reachesFlyte(module.file));
  module.status = "done";
  machine.steps = steps;
  machine.isShared = isShared;
  machine.reserve = reserve;
  machine.stack = stack;
}

/** What runs for itself, whatever becomes of what stands before it: each cell of a notebook, or else all. */
function partsOf({ body, lines, notebook }: FileFacts): readonly Block[] {
  if (notebook === undefined) return [body];
  const starts = notebook.map(({ firstLine }) => lines[firstLine] ?? 0);
  return starts.map((start, at) => {
    const end = starts[at + 1] ?? Number.POSITIVE_INFINITY;
    return body.filter((stmt) => stmt.start >= start && stmt.start < end);
  });
}

/** What the SDK makes on demand is the module's own, whoever asks for it first. */
export function makeSdkEnvironments(machine: Machine, module: ModuleState): void {
  const frame = frameOf(machine, module, "import");
  for (const value of module.scope.vars.values()) {
    for (const each of alternatives(value)) {
      const isOwn = each.t === "object" && each.site.file === module.file && isShellTask(each.callee);
      if (isOwn) environmentOfTask(frame, each, each.site);
    }
  }
}

/** What each function would do if it were called: which tasks a task's body calls, which environments exist only then. */
export function visitFunctions(machine: Machine, module: ModuleState, budget: number): void {
  const { tasks } = module.produced;
  const ofTasks = new Set<object>();
  let next = 0;
  const visitTasks = () => {
    for (; next < tasks.length; next++) {
      const task = tasks[next];
      if (task?.func?.t !== "function") continue;
      ofTasks.add(innermostDef(task.func));
      const { func } = task;
      visitBody(machine, module, task, func, () => visit(machine, module, func, budget, task, 1));
    }
  };
  machine.followed.clear();
  for (const [name, later] of module.scope.later ?? [])
    if (later.scope === module.scope && !isIdleLater(machine, later)) held(module.scope, name);
  inOrder(module.pending, module.file);
  visitTasks();
  for (let at = 0; at < module.pending.length; at++) {
    const pending = module.pending[at];
    if (pending === undefined || pending.depth > MAX_NESTING) continue;
    const { def } = pending.func;
    const done =
      machine.followed.has(def) || ofTasks.has(def) || (module.called.has(def) && pending.task === undefined);
    if (!done && (pending.task !== undefined || !isIdle(machine, pending.func))) {
      const { calls } = module.produced;
      const first = calls.length;
      visit(machine, module, pending.func, budget, pending.task, pending.depth);
      for (const each of calls.slice(first)) each.maybe = true;
    }
    visitTasks();
  }
}

/** Puts what was asked for where it stands in the text, whenever that was. */
function inOrder(pending: Pending[], file: string): void {
  const later = pending.filter(({ isLater }) => isLater).sort((a, b) => a.func.def.start - b.func.def.start);
  if (later.length === 0) return;
  const rest = pending.filter(({ isLater }) => !isLater);
  pending.length = 0;
  for (const each of rest) {
    while (each.func.file === file && (later[0]?.func.def.start ?? Number.POSITIVE_INFINITY) < each.func.def.start)
      pending.push(...later.splice(0, 1));
    pending.push(each);
  }
  pending.push(...later);
}

function innermostDef(func: FunctionValue): object {
  let each = func;
  for (let hops = 0; each.wraps !== undefined && hops < 20; hops++) each = each.wraps;
  return each.def;
}

function visit(
  machine: Machine,
  module: ModuleState,
  func: FunctionValue,
  budget: number,
  task: TaskRecord | undefined,
  nesting: number,
): void {
  machine.steps = budget;
  machine.isShared = false;
  machine.stack = [];
  callUnknown(frameOf(machine, module, "call", task, nesting), func);
  if (machine.steps > 0 || task === undefined || func.file !== module.file) return;
  if (machine.trail !== undefined) machine.trail.isWhole = false;
  module.unfinished.push(func.def);
}

/** After the module stands: edges of what its environments hold, variables, identities. */
export function finishModule(module: ModuleState): void {
  const { environments, tasks, edges } = module.produced;
  for (const [name, value] of module.scope.vars) {
    for (const each of alternatives(value)) {
      if (each.t === "environment" && each.record.producer === module.file) each.record.variable ??= name;
      if (each.t === "task" && each.record.producer === module.file) each.record.variable ??= name;
      if ((each.t === "object" || each.t === "instance") && each.task?.producer === module.file)
        each.task.variable ??= name;
    }
  }
  for (const record of environments) for (const edge of edgesOf(record)) edges.push(edge);
  identify(module.file, environments);
  identify(module.file, tasks);
}

function edgesOf(record: EnvironmentRecord) {
  const from: Abstract = { t: "environment", record };
  // What an installed class gives its environments stands nowhere in the folder but where they are made.
  const site = isInstalledFile(record.dependsOnSite.file) ? record.site : record.dependsOnSite;
  const lists = alternatives(record.dependsOn);
  /** Whether each value that the list may have holds it. */
  const isInAll = (to: Abstract) =>
    lists.every((list) => isExact(list) && itemsOf(list)?.some((each) => isOneEnvironment(each, to)) === true);
  return lists.flatMap((value) => {
    if (value.t === "none") return [];
    const items = itemsOf(value);
    if (items === undefined) return [{ from, to: value, site, when: record.when }];
    const sites = value.t === "list" || value.t === "tuple" || value.t === "set" ? value.sites : undefined;
    // A list that was made before may be anybody's; what is written in the call, or added after it, is this environment's.
    const siteAt = (at: number) => {
      const own = sites?.[at];
      return own !== undefined && own.file === site.file && own.start >= site.start ? own : site;
    };
    const found = items.map((to, at) => ({
      from,
      to,
      site: siteAt(at),
      when: record.when,
      ...(isExact(value) && (lists.length === 1 || isInAll(to)) ? {} : { maybe: true as const }),
    }));
    const open = (value.t === "list" || value.t === "set") && value.inexact;
    return open
      ? [...found, { from, to: unknown({ kind: "expression", text: "depends_on" }), site, when: record.when }]
      : found;
  });
}

const isOneEnvironment = (a: Abstract, b: Abstract): boolean =>
  a === b || (a.t === "environment" && b.t === "environment" && a.record === b.record);

/** The file and the name; what is met again at its place, by another branch's value or while functions are followed, is one and the same. */
function identify(producer: string, records: readonly (EnvironmentRecord | TaskRecord)[]): void {
  const taken = new Map<string, number>();
  const seen = new Map<string, EnvironmentRecord | TaskRecord>();
  for (const record of records) {
    const { file, start, end } = record.site;
    const name = textOf(record.name) ?? "?";
    const where = file === producer ? "" : `@${producer}`;
    const key = `${file}#${name}${where}`;
    const met = `${key}:${start}:${end}`;
    const before = name === "?" && record.when !== "call" ? undefined : seen.get(`${met}:${record.when}`);
    if (before !== undefined) {
      record.id = before.id;
      if (record.when !== "call") addAlternative(before.settings, record.settings, "category" in record);
      if ("taken" in before && "taken" in record) before.taken?.push(...(record.taken ?? []));
      continue;
    }
    const count = (taken.get(key) ?? 0) + 1;
    taken.set(key, count);
    record.id = count === 1 ? key : `${key}~${count}`;
    seen.set(`${met}:${record.when}`, record);
  }
}
