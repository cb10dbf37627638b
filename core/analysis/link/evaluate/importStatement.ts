/** Import statements: which names they bind to which modules and members. */

import type { Block, ImportedModule, Stmt } from "../../code/ir.ts";
import { canonical } from "../flyte/flyteNames.ts";
import { asSeen } from "../installed.ts";
import type { Frame } from "../machine.ts";
import { isSurelyInstalled } from "../resolve.ts";
import { isVague } from "../together.ts";
import { isExact, itemsOf } from "../values/containers.ts";
import { type Abstract, external, FALSE, type Later, type ModuleRef, unknown } from "../values/values.ts";
import { loaded, memberOf, outsideMember } from "./attribute.ts";
import { bind, bindLater, namesIn } from "./scope.ts";
import { held } from "./state.ts";

export function importModules(frame: Frame, names: readonly ImportedModule[]): void {
  for (const { module, as } of names) {
    const first = module.split(".", 1)[0] ?? module;
    loadAbove(frame, module);
    bind(frame, as ?? first, moduleValue(frame, as === undefined ? first : module));
    if (as === undefined && module !== first) load(frame, 0, module);
  }
}

function load(frame: Frame, level: number, module: string): void {
  const found = frame.machine.resolver.resolve(frame.file, level, module);
  if (found?.file !== undefined) loaded(frame, found.file);
}

/** Importing `a.b` runs `a` first. */
function loadAbove(frame: Frame, module: string): void {
  for (let dot = module.indexOf("."); dot > 0; dot = module.indexOf(".", dot + 1)) load(frame, 0, module.slice(0, dot));
}

function moduleValue(frame: Frame, module: string): Abstract {
  const found = frame.machine.resolver.resolve(frame.file, 0, module);
  if (found === undefined) return external(canonical(module));
  if (found.file !== undefined) loaded(frame, found.file);
  return { t: "module", module: found };
}

export function importFrom(frame: Frame, stmt: Stmt & { kind: "importFrom" }): void {
  const { level, module, names } = stmt;
  if (level === 0) loadAbove(frame, module);
  const found = frame.machine.resolver.resolve(frame.file, level, module);
  if (names === "*") {
    if (found?.file !== undefined) importAll(frame, found.file, (value) => value);
    if (found === undefined && level === 0) importInstalled(frame, module);
    return;
  }
  for (const { name, as } of names) {
    const later = found === undefined ? undefined : laterMember(frame, found, name);
    if (later !== undefined) bindLater(frame, as ?? name, later);
    else
      bind(
        frame,
        as ?? name,
        found === undefined
          ? outside(frame, level, module, name)
          : (submodule(frame, memberOf(frame, found, name)) ?? unknown({ kind: "name", name })),
      );
  }
}

/** `from package import module` runs the module. */
function submodule(frame: Frame, value: Abstract | undefined): Abstract | undefined {
  if (value?.t === "module" && value.module.file !== undefined) loaded(frame, value.module.file);
  return value;
}

/** A definition of a module that nobody has asked for: importing it asks for nothing yet. */
function laterMember(frame: Frame, { file }: ModuleRef, name: string): Later | undefined {
  const { scope } = frame;
  if (file === undefined || scope.kind !== "module" || frame.machine.memory.marks > 0) return undefined;
  const state = loaded(frame, file);
  // While a module runs the name may become another's.
  return state?.status === "done" && !isVague(frame, file, name) ? state.scope.later?.get(name) : undefined;
}

function outside(frame: Frame, level: number, module: string, name: string): Abstract {
  if (level > 0) return unknown({ kind: "module", module: ".".repeat(level) + module });
  // Code for type checkers alone is not run.
  if (name === "TYPE_CHECKING") return FALSE;
  return outsideMember(frame, module, name);
}

function importInstalled(frame: Frame, module: string): void {
  const found = frame.machine.installed.resolve(frame.file, 0, module);
  if (found?.file !== undefined)
    importAll(frame, found.file, (value, name) => asSeen(value, external(canonical(`${module}.${name}`))));
}

function importAll(frame: Frame, file: string, seen: (value: Abstract, name: string) => Abstract | undefined): void {
  const state = loaded(frame, file);
  if (state === undefined) return;
  const hand = (name: string, value: Abstract | undefined): void => {
    const found = value === undefined ? undefined : seen(value, name);
    if (found !== undefined) bind(frame, name, found);
  };
  const all = state.scope.vars.get("__all__");
  const listed = all === undefined || !isExact(all) ? undefined : itemsOf(all);
  if (listed !== undefined) {
    for (const each of listed) {
      if (each.t !== "str") continue;
      const value = memberOf(
        frame,
        { file, ...(file.endsWith("/__init__.py") ? { folder: file.slice(0, -"/__init__.py".length) } : {}) },
        each.value,
      );
      hand(each.value, value);
    }
    return;
  }
  for (const name of namesIn(state.scope)) if (!name.startsWith("_")) hand(name, held(state.scope, name));
}

/** Whether all that a `try` holds are imports of what is surely there: the project, Python's library, Flyte. */
export function importsAreSure(frame: Frame, body: Block): boolean {
  const sure = (level: number, module: string) =>
    isSurelyInstalled(module) || frame.machine.resolver.resolve(frame.file, level, module) !== undefined;
  return body.every((each) => {
    switch (each.kind) {
      case "import":
        return each.names.every(({ module }) => sure(0, module));
      case "importFrom":
        return sure(each.level, each.module);
      case "assign":
      case "annotated":
      case "pass":
        return true;
      default:
        return false;
    }
  });
}
