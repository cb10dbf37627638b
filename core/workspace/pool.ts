/** Threads that find, read and parse files. They are started when there is work and end when there is none: an idle one costs 16 MB. */

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type Numbered, type Packed, type Results, unpacked, type Work, type WorkerData } from "./messages.ts";

/** Does work, here or on another thread. */
export interface Worklist {
  /**
   * Rejects with `ThreadDied` when the work took its thread with it.
   * @param urgent before what waits already
   */
  run<K extends Work["kind"]>(work: Extract<Work, { readonly kind: K }>, urgent?: boolean): Promise<Results[K]>;
  /** Says that work will come: whatever that takes can begin. */
  prepare(): void;
  /** How many pieces of work are done at a time. */
  readonly width: number;
  /** Ends the threads; work under way is rejected. */
  dispose(): void;
}

/** The work was too much for its thread: a part of it may be at fault. */
export class ThreadDied extends Error {}

/** More threads than this wait for the disk and for the thread that links. */
const MAX_THREADS = 4;

/** The thread that links what the others read is busy as long as they are: one thread more than that takes turns with it. */
const LINKING = 1;

/** A pause between two folders must not end the threads. */
const IDLE_MS = 1000;

/** One under way and some at hand: the thread that links is busy for long stretches, and hands nothing out meanwhile. */
const AT_HAND = 4;

/** Trees and facts of a batch die together: room for a batch saves copying them about. It is given back with the thread. */
const YOUNG_MIB = 64;

interface Job {
  readonly id: number;
  readonly work: Work;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** The first is under way. */
  readonly jobs: Job[];
}

/** @param script the bundle of `worker.ts`. */
export function threadPool(script: string | URL, data: WorkerData): Worklist {
  const width = Math.max(1, Math.min(MAX_THREADS, availableParallelism() - LINKING));
  const threads = new Set<Thread>();
  const waiting: Job[] = [];
  let nextId = 0;
  let disposed = false;
  let idle: NodeJS.Timeout | undefined;

  const start = (): Thread => {
    const worker = new Worker(script, {
      workerData: data,
      name: "flightdeck-index",
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    });
    const thread: Thread = { worker, jobs: [] };
    threads.add(thread);
    worker.on("message", (text: Packed) => {
      const { id, body } = unpacked(text);
      const job = thread.jobs[0];
      if (job === undefined || job.id !== id) return;
      thread.jobs.shift();
      if (body.kind === "done") job.resolve(body.result as never);
      else job.reject(new Error(body.message));
      handOut();
    });
    const lost = (error: Error): void => {
      if (!threads.delete(thread)) return;
      const [atFault, ...others] = thread.jobs.splice(0);
      atFault?.reject(error);
      waiting.unshift(...others);
      if (waiting.length > 0 && !disposed) start();
      handOut();
    };
    // Its end comes behind all that it answered; an error may overtake an answer, and blame what is done.
    let failure: Error | undefined;
    worker.on("error", (error) => {
      failure = error;
    });
    worker.on("exit", (code) =>
      lost(new ThreadDied(failure?.message ?? `The indexing thread ended with code ${code}.`)),
    );
    return thread;
  };

  const startAll = (): void => {
    while (threads.size < width) start();
  };

  /** Each next piece goes to the thread with the least to do. */
  const handOut = (): void => {
    while (waiting.length > 0) {
      const [free] = [...threads].sort((a, b) => a.jobs.length - b.jobs.length);
      if (free === undefined || free.jobs.length >= AT_HAND) return;
      const job = waiting.shift();
      if (job === undefined) return;
      free.jobs.push(job);
      free.worker.postMessage({ id: job.id, body: job.work } satisfies Numbered<Work>);
    }
    if ([...threads].every(({ jobs }) => jobs.length === 0)) {
      clearTimeout(idle);
      idle = setTimeout(endThreads, IDLE_MS);
      idle.unref();
    }
  };

  const endThreads = (): void => {
    for (const thread of threads) {
      threads.delete(thread);
      for (const job of thread.jobs.splice(0)) job.reject(new Error("The index was closed."));
      void thread.worker.terminate();
    }
  };

  return {
    width,
    run: (work, urgent = false) =>
      new Promise((resolve, reject) => {
        if (disposed) {
          reject(new Error("The index was closed."));
          return;
        }
        clearTimeout(idle);
        const job: Job = { id: nextId++, work, resolve, reject };
        if (urgent) waiting.unshift(job);
        else waiting.push(job);
        startAll();
        handOut();
      }),
    prepare: () => {
      if (disposed) return;
      startAll();
      handOut();
    },
    dispose: () => {
      disposed = true;
      clearTimeout(idle);
      for (const job of waiting.splice(0)) job.reject(new Error("The index was closed."));
      endThreads();
    },
  };
}
