/** Which rows of a tree stand open, remembered for the workspace: the editor forgets it with the window. Pure, save for the memory. */

import type { vscode } from "./vscode.ts";

export interface OpenRows {
  /** @param byItself whether the row opens without being asked to */
  isOpen(id: string, byItself: boolean): boolean;
  opened(id: string): void;
  closed(id: string): void;
}

/** Each may be a journal to read when the window opens: of more rows the ones that were opened first are forgotten. */
const MOST = 100;

export function createOpenRows(memory: Pick<vscode.Memento, "get" | "update">, key: string): OpenRows {
  const kept = memory.get<unknown>(key);
  const open = new Set(Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : []);
  const closed = new Set<string>();

  function set(id: string, isOpen: boolean): void {
    if (open.has(id) === isOpen) return;
    if (isOpen) open.add(id);
    else open.delete(id);
    for (const oldest of open) {
      if (open.size <= MOST) break;
      open.delete(oldest);
    }
    void memory.update(key, [...open]);
  }

  return {
    isOpen: (id, byItself) => {
      if (byItself && !closed.has(id)) set(id, true);
      return open.has(id);
    },
    opened: (id) => {
      closed.delete(id);
      set(id, true);
    },
    closed: (id) => {
      closed.add(id);
      set(id, false);
    },
  };
}
