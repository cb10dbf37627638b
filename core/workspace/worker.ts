/** The indexing thread: does the work it is asked, one piece after another. A bundle of its own. */

import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../../base/errorText.ts";
import { discover } from "./discover.ts";
import type { Glancing } from "./entry.ts";
import { loadGrammar } from "./grammar.ts";
import { type Answer, type Numbered, packed, type Work, type WorkerData } from "./messages.ts";
import { checkItems, readItems } from "./work.ts";

if (parentPort === null) throw new Error("This file runs as a worker thread.");
const port = parentPort;
const { grammar }: WorkerData = workerData;
const parser = loadGrammar(grammar);
// Told to whoever asks for a parse; finding files needs none.
parser.catch(() => {});

/** What is at hand waits until what came before it is answered: the pool takes answers in order. */
let before = Promise.resolve();
port.on("message", (work: Numbered<Work>) => {
  before = before.then(() => take(work));
});

async function take({ id, body }: Numbered<Work>): Promise<void> {
  const answer = (answered: Answer): void => port.postMessage(packed({ id, body: answered }));
  if (body.kind === "discover") {
    answer({ kind: "done", result: discover(body.root, body.exclude) });
    return;
  }
  let ready: Glancing;
  try {
    ready = await parser;
  } catch (error) {
    answer({ kind: "failed", message: messageOf(error) });
    return;
  }
  // What is thrown here ends the thread: a parser that failed can't be trusted with the next file.
  const { root, items, kind } = body;
  const result = kind === "check" ? checkItems(root, items, ready) : readItems(root, items, ready.facts, ready.glance);
  answer({ kind: "done", result });
}
