/** Paces the notifications of a run: the first ones and the run's end at once, else few and bounded; text that is too much is left to the journal. */

import type { RunEvent } from "../../protocol/index.ts";

/** In any second no more than `BURST` + `PER_SECOND` = 20 notifications leave, and once what waits for a run's end. */
const BURST = 4;
const PER_SECOND = 16;
/** Characters of JSON in one notification, and of log text that may wait for it. */
export const MAX_BATCH = 256 * 1024;

/** An event on its way; `bytes` is the part of the log that a log event's text is. */
export interface Outgoing {
  readonly event: RunEvent;
  readonly bytes?: { readonly from: number; readonly to: number };
}

export interface Batcher {
  readonly push: (outgoing: Outgoing) => void;
  /** Sends everything that still waits, as many batches as it takes. */
  readonly end: () => void;
}

export interface Timer {
  readonly now: () => number;
  readonly later: (action: () => void, ms: number) => void;
}

const realTimer: Timer = { now: () => performance.now(), later: (action, ms) => void setTimeout(action, ms) };

interface Waiting {
  event: RunEvent;
  readonly size: number;
}

/** Hands each event on as it comes, whole: for who prints them in this process, and takes the time that it takes. */
export function unpaced(send: (events: readonly RunEvent[]) => void): Batcher {
  return { push: ({ event }) => send([event]), end: () => undefined };
}

/** `send` gets the batches in order. */
export function createBatcher(send: (events: readonly RunEvent[]) => void, timer: Timer = realTimer): Batcher {
  let waiting: Waiting[] = [];
  let logSize = 0;
  let skipped: Waiting | undefined;
  let tokens = BURST;
  let filledAt = timer.now();
  let scheduled = false;

  const sendOne = (): void => {
    let size = 0;
    let count = 0;
    for (const { size: each } of waiting) {
      if (count > 0 && size + each > MAX_BATCH) break;
      size += each;
      count++;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    logSize = waiting.reduce((sum, each) => sum + (each.event.kind === "log" ? each.size : 0), 0);
    skipped = undefined;
    tokens--;
    send(batch.map((each) => each.event));
  };

  const pump = (): void => {
    const now = timer.now();
    tokens = Math.min(BURST, tokens + ((now - filledAt) / 1000) * PER_SECOND);
    filledAt = now;
    while (waiting.length > 0 && tokens >= 1) sendOne();
    if (waiting.length > 0 && !scheduled) {
      scheduled = true;
      timer.later(
        () => {
          scheduled = false;
          pump();
        },
        Math.ceil(((1 - tokens) / PER_SECOND) * 1000),
      );
    }
  };

  const skip = (atMs: number, from: number, to: number): void => {
    if (skipped?.event.kind === "logSkipped" && skipped.event.toByte === from) {
      skipped.event = { ...skipped.event, toByte: to };
      return;
    }
    skipped = { event: { kind: "logSkipped", atMs, fromByte: from, toByte: to }, size: 100 };
    waiting.push(skipped);
  };

  const sendAll = (): void => {
    while (waiting.length > 0) sendOne();
  };

  return {
    push: ({ event, bytes }) => {
      if (event.kind === "log" && bytes !== undefined) {
        const size = event.text.length + 100;
        if (logSize + size > MAX_BATCH) skip(event.atMs, bytes.from, bytes.to);
        else {
          logSize += size;
          waiting.push({ event, size });
        }
      } else waiting.push({ event, size: JSON.stringify(event).length });
      // Somebody waits for it, and little follows.
      if (event.kind === "finished") sendAll();
      else pump();
    },
    end: sendAll,
  };
}
