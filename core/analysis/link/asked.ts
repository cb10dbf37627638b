/** Modules that code asks for by a name: what it means may change while no import statement tells, so each name is noted with what it meant. */

import { loaded } from "./evaluate/attribute.ts";
import { isInstalledFile } from "./installed.ts";
import type { Frame } from "./machine.ts";
import type { Resolver } from "./resolve.ts";
import type { ModuleRef } from "./values/values.ts";

export interface Asked {
  readonly from: string;
  readonly name: string;
  readonly module: ModuleRef | undefined;
  /** A package on the way to what was meant: its other modules don't count. */
  readonly isAbove: boolean;
}

/** As `importlib.import_module` does, which runs the packages above the module first. */
export function importByName(frame: Frame, name: string): ModuleRef | undefined {
  // What a function finds here is not in what it reads of its module.
  if (frame.machine.trail !== undefined) frame.machine.trail.isWhole = false;
  for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) askFor(frame, name.slice(0, dot), true);
  return askFor(frame, name, false);
}

function askFor(frame: Frame, name: string, isAbove: boolean): ModuleRef | undefined {
  const { machine, module, file: from } = frame;
  const found = machine.resolver.resolve(from, 0, name);
  module.asked.set(`${from}\0${name}\0${isAbove}`, { from, name, module: found, isAbove });
  if (found?.file !== undefined) loaded(frame, found.file);
  return found;
}

/** Whether a name means another file than before; of a folder, whose files are its names, that is never excluded. */
export function meansAnother(resolver: Resolver, { from, name, module, isAbove }: Asked): boolean {
  if (isInstalledFile(from)) return false;
  const now = resolver.resolve(from, 0, name);
  return now?.file !== module?.file || (!isAbove && now?.folder !== undefined);
}

/** Whether it is one of the files, or holds one. */
export function isAmong(files: ReadonlySet<string>, { module: { file, folder } = {}, isAbove }: Asked): boolean {
  if (file !== undefined && files.has(file)) return true;
  return !isAbove && folder !== undefined && [...files].some((each) => each.startsWith(`${folder}/`));
}
