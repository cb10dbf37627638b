/** Which processes of this machine carry a mark in their environment. Linux only: reads /proc. */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Marked {
  readonly pid: number;
  readonly command: string;
}

/** Living processes whose environment has all these texts; those of other users can't be read and are left out. */
export async function processesWith(...texts: readonly string[]): Promise<readonly Marked[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid): Promise<Marked | undefined> => {
      const read = (name: string) => readFile(join("/proc", String(pid), name), "utf8").catch(() => "");
      const environment = await read("environ");
      if (!texts.every((text) => environment.includes(text))) return undefined;
      return { pid, command: (await read("cmdline")).replaceAll("\0", " ").trim() };
    }),
  );
  // A process without a command line has ended and is only not yet waited for.
  return found.filter((each): each is Marked => each !== undefined && each.command !== "");
}
