/** What an indexing thread is asked, and what it answers. */

import type { Discovery } from "./discover.ts";
import type { Entry, ReadItem } from "./entry.ts";
import type { GrammarFiles } from "./grammar.ts";

export type Work =
  | { readonly kind: "discover"; readonly root: string; readonly exclude: readonly string[] }
  | { readonly kind: "read"; readonly root: string; readonly items: readonly ReadItem[] }
  | { readonly kind: "check"; readonly root: string; readonly items: readonly ReadItem[] };

/** The answer of each kind of work. */
export interface Results {
  readonly discover: Discovery;
  readonly read: ReadResult;
  /** What was only glanced at before: what is as it seemed is unchanged. */
  readonly check: ReadResult;
}

/** Files that vanished meanwhile are in neither. */
export interface ReadResult {
  readonly entries: readonly Entry[];
  readonly unchanged: readonly string[];
}

export interface Numbered<T> {
  readonly id: number;
  readonly body: T;
}

export type Answer =
  | { readonly kind: "done"; readonly result: Results[keyof Results] }
  | { readonly kind: "failed"; readonly message: string };

/** Answers cross as text: for facts that is twice as fast as a structured clone on the thread that waits for them. */
export type Packed = string;

export const packed = (answer: Numbered<Answer>): Packed => JSON.stringify(answer);

export const unpacked = (text: Packed): Numbered<Answer> => JSON.parse(text);

/** Where a thread finds what it needs, as it is told at its start. */
export interface WorkerData {
  readonly grammar: GrammarFiles;
}
