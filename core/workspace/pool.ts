/** Threads that find, read and parse files. They are started when there is work and end when there is none: an idle one costs 16 MB. */

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type Numbered, type Packed, type Results, unpacked, type Work, type WorkerData } from "./messages.ts";

/** Does work, here or on another thread. */
export interface Worklist {
  /** Rejects with `ThreadDied` when the work took its thread with it. */
  run<K extends Work["kind"]>(work: Extract<Work, { readonly kind: K }>): Promise<Results[K]>;
  /** How many pieces of work are done at a time. */
  readonly width: number;
  /** Ends the threads; work under way is rejected. */
  dispose(): void;
}

/** The work was too much for its thread: a part of it may be at fault. */
export class ThreadDied extends Error {}

/** More threads than this wait for the disk and for the thread that links. */
const MAX_THREADS = 4;

/** A pause between two folders must not end the threads. */
const IDLE_MS = 1000;

interface Job {
  readonly work: Work;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  job: { readonly id: number; readonly job: Job } | undefined;
}

/** @param script the bundle of `worker.ts`. */
export function threadPool(script: string | URL, data: WorkerData): Worklist {
  const width = Math.max(1, Math.min(MAX_THREADS, availableParallelism()));
  const threads = new Set<Thread>();
  const waiting: Job[] = [];
  let nextId = 0;
  let disposed = false;
  let idle: NodeJS.Timeout | undefined;

  const start = (): Thread => {
    const worker = new Worker(script, { workerData: data, name: "flightdeck-index" });
    const thread: Thread = { worker, job: undefined };
    threads.add(thread);
    worker.on("message", (text: Packed) => {
      const { id, body } = unpacked(text);
      const current = thread.job;
      if (current === undefined || current.id !== id) return;
      thread.job = undefined;
      if (body.kind === "done") current.job.resolve(body.result as never);
      else current.job.reject(new Error(body.message));
      next(thread);
    });
    const lost = (error: Error): void => {
      if (!threads.delete(thread)) return;
      thread.job?.job.reject(error);
      if (waiting.length > 0 && !disposed) next(start());
    };
    worker.on("error", (error) => lost(new ThreadDied(error.message)));
    worker.on("exit", (code) => lost(new ThreadDied(`The indexing thread ended with code ${code}.`)));
    return thread;
  };

  const next = (thread: Thread): void => {
    const job = waiting.shift();
    if (job !== undefined) {
      const id = nextId++;
      thread.job = { id, job };
      thread.worker.postMessage({ id, body: job.work } satisfies Numbered<Work>);
      return;
    }
    if ([...threads].every((each) => each.job === undefined)) {
      clearTimeout(idle);
      idle = setTimeout(endThreads, IDLE_MS);
      idle.unref();
    }
  };

  const endThreads = (): void => {
    for (const thread of threads) {
      threads.delete(thread);
      thread.job?.job.reject(new Error("The index was closed."));
      void thread.worker.terminate();
    }
  };

  return {
    width,
    run: (work) =>
      new Promise((resolve, reject) => {
        if (disposed) {
          reject(new Error("The index was closed."));
          return;
        }
        clearTimeout(idle);
        waiting.push({ work, resolve, reject });
        // All at once: while one finds the files, the others load their parser.
        while (threads.size < width) start();
        const free = [...threads].find((thread) => thread.job === undefined);
        if (free !== undefined) next(free);
      }),
    dispose: () => {
      disposed = true;
      clearTimeout(idle);
      for (const job of waiting.splice(0)) job.reject(new Error("The index was closed."));
      endThreads();
    },
  };
}
