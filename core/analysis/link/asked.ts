/** Modules that code asks for by a name: what it means may change while no import statement tells, so each name is noted with what it meant. */

import { levelOf, withinPackage } from "../code/moduleNames.ts";
import { loaded } from "./evaluate/attribute.ts";
import { topScope } from "./evaluate/scope.ts";
import { held } from "./evaluate/state.ts";
import { isInstalledFile } from "./installed.ts";
import type { Frame } from "./machine.ts";
import type { Resolver } from "./resolve.ts";
import type { Abstract, ModuleRef } from "./values/values.ts";

export interface Asked {
  readonly from: string;
  /** With leading dots, it is relative to the package of the file that asks. */
  readonly name: string;
  readonly module: ModuleRef | undefined;
  /** A package on the way to what was meant: its other modules don't count. */
  readonly isAbove: boolean;
}

/**
 * The name that `import_module(name, pack)` imports: dots lead out of the package of the file that asks, or are gone.
 * Undefined where nobody can tell which package it is given, and where Python refuses.
 */
export function askedName(frame: Frame, name: string, pack: Abstract | undefined): string | undefined {
  if (levelOf(name) === 0) return name;
  if (pack?.t === "str") return withinPackage(pack.value, name);
  // The very value that this file was given: another file's looks the same.
  const own = topScope(frame);
  const isOwnPackage =
    pack === held(own, "__package__") || (pack === held(own, "__name__") && /(^|\/)__init__\.py$/.test(own.file));
  return pack !== undefined && isOwnPackage ? name : undefined;
}

/**
 * As `importlib.import_module` does, which runs the packages above the module first.
 * @param name with leading dots, relative to the package of the file whose text asks
 */
export function importByName(frame: Frame, name: string): ModuleRef | undefined {
  // What a function finds here is not in what it reads of its module.
  if (frame.machine.trail !== undefined) frame.machine.trail.isWhole = false;
  const level = levelOf(name);
  for (let dot = name.indexOf(".", level); dot > 0; dot = name.indexOf(".", dot + 1)) {
    askFor(frame, name.slice(0, dot), true);
  }
  return askFor(frame, name, false);
}

function askFor(frame: Frame, name: string, isAbove: boolean): ModuleRef | undefined {
  const { machine, module, file: from } = frame;
  const found = resolved(machine.resolver, from, name);
  module.asked.set(`${from}\0${name}\0${isAbove}`, { from, name, module: found, isAbove });
  if (found?.file !== undefined) loaded(frame, found.file);
  return found;
}

function resolved(resolver: Resolver, from: string, name: string): ModuleRef | undefined {
  const level = levelOf(name);
  return resolver.resolve(from, level, name.slice(level));
}

/** Whether a name means another file than before; of a folder, whose files are its names, that is never excluded. */
export function meansAnother(resolver: Resolver, { from, name, module, isAbove }: Asked): boolean {
  if (isInstalledFile(from)) return false;
  const now = resolved(resolver, from, name);
  return now?.file !== module?.file || (!isAbove && now?.folder !== undefined);
}

/** Whether it is one of the files, or holds one. */
export function isAmong(files: ReadonlySet<string>, { module: { file, folder } = {}, isAbove }: Asked): boolean {
  if (file !== undefined && files.has(file)) return true;
  return !isAbove && folder !== undefined && [...files].some((each) => each.startsWith(`${folder}/`));
}
