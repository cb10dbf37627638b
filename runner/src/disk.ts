/** Asks the disk that holds the journals, which may never answer, as a network disk does: each request has a time limit, and while one hangs no other is made. What is asked is the caller's. */

import * as l10n from "@vscode/l10n";

/** A disk that sleeps is awake before that. */
const LIMIT_MS = 10_000;

/** Requests that were given up and go on: each holds one of the few threads that Node has for files. */
let hanging = 0;

export class DiskHangs extends Error {
  constructor() {
    super(l10n.t("the disk doesn't answer"));
  }
}

/** @param late takes what comes after it was given up */
export function ask<T>(request: () => Promise<T>, late?: (value: T) => void): Promise<T> {
  if (hanging > 0) return Promise.reject(new DiskHangs());
  return new Promise<T>((resolve, reject) => {
    let isOver = false;
    let isLate = false;
    const giveUp = (): void => {
      if (isOver) return;
      isLate = true;
      hanging++;
      reject(new DiskHangs());
    };
    // A process that stood still hears the answer before it gives up.
    const timer = setTimeout(() => setImmediate(giveUp), LIMIT_MS);
    const end = (): void => {
      isOver = true;
      clearTimeout(timer);
      if (isLate) hanging--;
    };
    request().then(
      (value) => {
        end();
        if (isLate) late?.(value);
        else resolve(value);
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
  });
}

export const isHanging = (): boolean => hanging > 0;

/** Ends this process also while the disk hangs: Node's own way waits for the threads that wait for the disk. */
export function exit(code: number): void {
  if (isHanging() && process.platform !== "win32") {
    // With another program in its place the process still ends as it should; older versions of Node can't.
    process.execve?.(process.execPath, [process.execPath, "--eval", `process.exit(${code})`], {
      ELECTRON_RUN_AS_NODE: "1",
    });
    process.kill(process.pid, "SIGKILL");
  }
  process.exit(code);
}
