/** Modules that code asks for by a name: what it means may change while no import statement tells, so each name is noted with what it meant. */

import { isInstalledFile } from "./installed.ts";
import type { Frame } from "./machine.ts";
import type { Resolver } from "./resolve.ts";
import type { ModuleRef } from "./values.ts";

export interface Asked {
  readonly from: string;
  readonly name: string;
  readonly module: ModuleRef | undefined;
}

export function askFor(frame: Frame, name: string): ModuleRef | undefined {
  const { machine, module, file } = frame;
  // What a function finds here is not in what it reads of its module.
  if (machine.trail !== undefined) machine.trail.isWhole = false;
  const found = machine.resolver.resolve(file, 0, name);
  module.asked.set(`${file}\0${name}`, { from: file, name, module: found });
  return found;
}

/** Whether a name means another file than before; of a folder, whose files are its names, that is never excluded. */
export function meansAnother(resolver: Resolver, { from, name, module }: Asked): boolean {
  if (isInstalledFile(from)) return false;
  const now = resolver.resolve(from, 0, name);
  return now?.file !== module?.file || now?.folder !== undefined;
}

/** Whether it is one of the files, or holds one. */
export function isAmong(files: ReadonlySet<string>, { module: { file, folder } = {} }: Asked): boolean {
  if (file !== undefined && files.has(file)) return true;
  return folder !== undefined && [...files].some((each) => each.startsWith(`${folder}/`));
}
