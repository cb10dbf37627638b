/** Decides whether a process that ended by itself is started again. Starting it is the caller's work. */

/** More crashes than this within the window mean that starting again won't help. */
const LIMIT = 4;
const WINDOW_MS = 180_000;

export interface CrashGuard {
  /** Tells a crash at `atMs` and answers what to do. */
  crashed(atMs: number): "restart" | "giveUp";
  /** The user asked for a restart: earlier crashes don't count. */
  forget(): void;
}

export function crashGuard(): CrashGuard {
  let crashes: readonly number[] = [];
  return {
    crashed(atMs) {
      crashes = [...crashes.filter((at) => atMs - at < WINDOW_MS), atMs];
      return crashes.length > LIMIT ? "giveUp" : "restart";
    },
    forget() {
      crashes = [];
    },
  };
}
