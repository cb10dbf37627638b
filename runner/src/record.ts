/** The record of a run: each event goes into the journal first, and then to whoever follows. What becomes an event is run.ts's. */

import { stackOf } from "../../base/errorText.ts";
import type { RunEnd, RunEvent, Stream } from "../../protocol/index.ts";
import type { Batcher, Outgoing } from "./batches.ts";
import { type Journal, ROOM, type Span } from "./journal.ts";
import { wordJournal } from "./journalWords.ts";
import { wordInternal } from "./messages.ts";

/** An event that has no text of its own. */
type Told = Exclude<RunEvent, { readonly kind: "log" }>;
type Finished = Extract<RunEvent, { readonly kind: "finished" }>;

export interface Recording {
  /** Where the journal lies, once it is open. */
  readonly journal: Promise<Journal>;
  readonly batcher: Batcher;
  /** Much waits for the disk: no more should come, until it is told so. */
  readonly onHold?: (isHeld: boolean) => void;
  /** A follower failed. */
  readonly onFailure: (error: unknown) => void;
}

export interface RunRecord {
  /** Takes what becomes an event when the journal has come to it; nothing, where there is none. `bytes` is what it holds meanwhile besides an event's few. */
  readonly record: (make: (journal: Journal) => Told | undefined | Promise<Told | undefined>, bytes?: number) => void;
  readonly log: (
    log: { readonly atMs: number; readonly action?: string; readonly stream: Stream },
    data: Buffer,
    text: string,
  ) => void;
  /** Ends the run, and first the actions that have no end of their own. Once. */
  readonly finish: (
    atMs: number,
    open: readonly string[],
    make: (journal: Journal) => RunEnd | Promise<RunEnd>,
    bytes?: number,
  ) => void;
  /** The process is gone: nothing follows. Resolves when all is told. */
  readonly end: (event: Extract<RunEvent, { readonly kind: "processExit" }>) => Promise<void>;
}

/** Bytes that may wait for the disk before the run does. */
const MOST_WAITING = 2 * 1024 * 1024;
/** What an event without a text counts as. */
const EVENT = 500;
/** What of the room the end itself may take; the rest is the note's and what follows. */
const MOST_END = ROOM / 2;

interface Waiting {
  readonly size: number;
  readonly take: (journal: Journal) => void | Promise<void>;
}

/** An event that the journal has taken; a log's text may be left to it where it holds these bytes. */
interface Taken {
  readonly event: RunEvent;
  readonly span?: Span;
}

export function createRecord({ journal: opening, batcher, onHold, onFailure }: Recording): RunRecord {
  let waiting: Waiting[] = [];
  let size = 0;
  let isHeld = false;
  let isTurning = false;
  const taken: Taken[] = [];
  let told = 0;

  /** A follower's failure keeps nothing from the journal. */
  const push = (outgoing: Outgoing): void => {
    try {
      batcher.push(outgoing);
    } catch (error) {
      onFailure(error);
    }
  };
  /** Whoever follows the run learns what nobody can read later. */
  const tellTroubles = (journal: Journal, atMs: number): void => {
    for (const trouble of journal.troubles().slice(told)) {
      told++;
      const text = `\n${wordJournal(journal.folder, trouble)}\n`;
      push({ event: { kind: "log", atMs, stream: "stderr", text } });
    }
  };
  const tell = (journal: Journal): void => {
    for (const { event, span } of taken.splice(0)) {
      // Which run it is comes first.
      if (event.kind !== "runStarted") tellTroubles(journal, event.atMs);
      // What the journal doesn't have must not be left out.
      const outgoing: Outgoing = span !== undefined && journal.holds(span) ? { event, bytes: span } : { event };
      push(outgoing);
      if (event.kind === "runStarted") tellTroubles(journal, event.atMs);
    }
  };

  /** One turn writes all that came during the last. */
  const turn = async (): Promise<void> => {
    const journal = await opening;
    while (waiting.length > 0) {
      const now = waiting;
      waiting = [];
      for (const { take } of now) {
        try {
          const taking = take(journal);
          if (taking !== undefined) await taking;
        } catch (error) {
          // What comes behind it is taken all the same, the run's end above all.
          onFailure(error);
        }
      }
      await journal.flush();
      tell(journal);
      size -= now.reduce((sum, each) => sum + each.size, 0);
      if (isHeld && size < MOST_WAITING) {
        isHeld = false;
        onHold?.(false);
      }
    }
    isTurning = false;
  };
  const put = (each: Waiting): void => {
    waiting.push(each);
    size += each.size;
    if (!isHeld && size > MOST_WAITING) {
      isHeld = true;
      onHold?.(true);
    }
    if (isTurning) return;
    isTurning = true;
    void turn();
  };
  const append = (journal: Journal, event: Told): void => {
    journal.append(event);
    taken.push({ event });
  };
  /** On a disk that was full, how the run ended is kept all the same, and why the rest isn't. */
  const appendEnd = async (journal: Journal, event: Finished): Promise<void> => {
    await journal.flush();
    // Which bytes it holds is to be asked before others take their place.
    tell(journal);
    if (!(await journal.useRoom())) {
      append(journal, event);
      return;
    }
    const refused = journal.troubles().find(({ kind }) => kind === "refused");
    if (refused !== undefined) {
      const text = Buffer.from(`\n${wordJournal(journal.folder, refused)}\n`);
      journal.appendLog({ atMs: event.atMs, stream: "stderr" }, text);
      await journal.flush();
      // What had no room for the note may have some for the end.
      await journal.useRoom();
    }
    journal.append({ ...event, end: shortened(event.end) });
    taken.push({ event });
  };

  const endOf = async (make: (journal: Journal) => RunEnd | Promise<RunEnd>, journal: Journal): Promise<RunEnd> => {
    try {
      return await make(journal);
    } catch (error) {
      onFailure(error);
      return { kind: "error", error: wordInternal(stackOf(error)) };
    }
  };

  return {
    record: (make, bytes = 0) =>
      put({
        size: EVENT + bytes,
        take: (journal) => {
          const made = make(journal);
          if (made instanceof Promise) return made.then((event) => event && append(journal, event));
          return made && append(journal, made);
        },
      }),
    log: (log, data, text) =>
      put({
        size: data.length + EVENT,
        take: (journal) => {
          const span = journal.appendLog(log, data);
          if (text !== "") taken.push({ event: { kind: "log", ...log, text }, span });
        },
      }),
    finish: (atMs, open, make, bytes = 0) =>
      put({
        size: EVENT + bytes,
        take: async (journal) => {
          const end = await endOf(make, journal);
          for (const action of open) append(journal, { kind: "actionFinished", atMs, action, end: endOfOpen(end) });
          await appendEnd(journal, { kind: "finished", atMs, end });
        },
      }),
    end: (event) =>
      new Promise((resolve) => {
        put({
          size: EVENT,
          take: async (journal) => {
            try {
              append(journal, event);
              await journal.close();
              tell(journal);
              tellTroubles(journal, event.atMs);
              batcher.end();
            } finally {
              resolve();
            }
          },
        });
      }),
  };
}

/** What became of an action that was still running when its run ended. */
function endOfOpen(end: RunEnd): RunEnd {
  return end.kind === "outputs" ? { kind: "cancelled" } : end;
}

/** An end that fits the room that was kept. */
function shortened(end: RunEnd): RunEnd {
  if (Buffer.byteLength(JSON.stringify(end)) <= MOST_END) return end;
  switch (end.kind) {
    case "outputs":
      return { kind: "outputs", outputs: [] };
    case "error": {
      const { message, ...error } = end.error;
      return { kind: "error", error: { ...error, message: message.slice(0, 1000), frames: [] } };
    }
    default:
      return end;
  }
}
