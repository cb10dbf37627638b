/** Calls of functions that installed packages define. What they make for the folder stands where the folder calls them; whether they are followed is decided here, how they are evaluated is functions.ts's. */

import { holdsVisible, isInstalledFile } from "../installed.ts";
import type { Frame } from "../machine.ts";
import { type Abstract, type Arguments, type FunctionValue, type Site, unknown } from "../values/values.ts";
import { callFunction, instantiate } from "./functions.ts";

/** A package's function may go through all that it has; what the folder's own text needs must be left. */
const MAX_STEPS = 5_000;

/** Whether a call leads out of the folder's text. */
export const leadsOut = (frame: Frame, func: FunctionValue): boolean =>
  isInstalledFile(func.file) && !isInstalledFile(frame.file);

/**
 * What a function or class of a package makes of Flyte's for a module of the folder: environments, tasks, or what holds
 * them. Undefined for any other result: of that it is known how it was made.
 */
export function madeByPackage(frame: Frame, callee: Abstract, args: Arguments, site: Site): Abstract | undefined {
  // What a function of the folder would do if it were called is not followed into packages.
  if (frame.when === "call" || frame.machine.steps <= 0) return undefined;
  const { machine } = frame;
  const before = machine.steps;
  const given = Math.min(before, MAX_STEPS);
  machine.steps = given;
  const result = callOut(frame, callee, args, site);
  machine.steps += before - given;
  return holdsVisible(result) ? result : undefined;
}

/** Calls a package's function or class; what it makes stands at the call, as nobody can open the package as a part of the folder. */
export function callOut(frame: Frame, callee: Abstract, args: Arguments, site: Site): Abstract {
  const { produced, pending } = frame.module;
  const from = {
    environments: produced.environments.length,
    tasks: produced.tasks.length,
    edges: produced.edges.length,
    calls: produced.calls.length,
    traces: produced.traces.length,
    entryPoints: produced.entryPoints.length,
    pending: pending.length,
  };
  const result =
    callee.t === "function"
      ? callFunction(frame, callee, args)
      : callee.t === "class"
        ? instantiate(frame, callee, args, site)
        : unknown({ kind: "call", callee: callee.t });
  for (const each of produced.environments.slice(from.environments)) {
    if (isInstalledFile(each.selection.file)) each.selection = site;
    if (isInstalledFile(each.site.file)) each.site = site;
  }
  for (const each of produced.tasks.slice(from.tasks)) {
    if (!isInstalledFile(each.site.file)) continue;
    each.site = site;
    each.selection = site;
    // Packages define, and that is all that is asked of them.
    delete each.func;
  }
  for (const records of [
    produced.edges.slice(from.edges),
    produced.calls.slice(from.calls),
    produced.entryPoints.slice(from.entryPoints),
  ]) {
    for (const each of records) if (isInstalledFile(each.site.file)) each.site = site;
  }
  keep(produced.traces, from.traces, ({ file }) => !isInstalledFile(file));
  keep(pending, from.pending, ({ func: each }) => !isInstalledFile(each.file));
  return result;
}

function keep<T>(items: T[], from: number, wanted: (item: T) => boolean): void {
  items.push(...items.splice(from).filter(wanted));
}
