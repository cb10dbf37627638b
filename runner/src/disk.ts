/** Asks the disk that holds the journals, which may never answer, as a network disk does: each request has a time limit, and while one hangs who made it makes no other. What is asked is the caller's. */

import * as l10n from "@vscode/l10n";

/** A disk that sleeps is awake before that. */
const LIMIT_MS = 10_000;
/** What moves or deletes much may take as long as this on a disk that answers. */
const BULK_MS = 120_000;

/** Requests that were given up and go on: each holds one of the four threads that Node has for files. */
let hanging = 0;
/** While so many hang nobody makes another. */
const MOST_HANGING = 2;

export interface Disk {
  readonly ask: typeof ask;
  readonly askBulk: typeof askBulk;
}

export class DiskHangs extends Error {
  constructor() {
    super(l10n.t("the disk doesn't answer"));
  }
}

/** A disk for one who asks: while one of its requests hangs it makes no other, and others go on. */
export function createDisk(): Disk {
  const own: Lane = { hanging: 0 };
  const askOwn: typeof ask = (request, late, limitMs = LIMIT_MS) => askIn(own, request, late, limitMs);
  return { ask: askOwn, askBulk: (request) => askOwn(request, undefined, BULK_MS) };
}

/** Whose requests hang together. */
interface Lane {
  hanging: number;
}

const shared: Lane = { hanging: 0 };

/**
 * @param late takes what comes after it was given up
 * @param limitMs `BULK_MS` for what isn't small
 */
export function ask<T>(request: () => Promise<T>, late?: (value: T) => void, limitMs = LIMIT_MS): Promise<T> {
  return askIn(shared, request, late, limitMs);
}

function askIn<T>(
  lane: Lane,
  request: () => Promise<T>,
  late: ((value: T) => void) | undefined,
  limitMs: number,
): Promise<T> {
  if (lane.hanging > 0 || hanging >= MOST_HANGING) return Promise.reject(new DiskHangs());
  return new Promise<T>((resolve, reject) => {
    let isOver = false;
    let isLate = false;
    const giveUp = (): void => {
      if (isOver) return;
      isLate = true;
      hanging++;
      lane.hanging++;
      reject(new DiskHangs());
    };
    // A process that stood still hears the answer before it gives up.
    const timer = setTimeout(() => setImmediate(giveUp), limitMs);
    const end = (): void => {
      isOver = true;
      clearTimeout(timer);
      if (!isLate) return;
      hanging--;
      lane.hanging--;
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

/** The same for what moves or deletes much. */
export const askBulk = <T>(request: () => Promise<T>): Promise<T> => ask(request, undefined, BULK_MS);

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
