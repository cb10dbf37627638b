/** What the index of a folder is given and what it tells. */

import type { FileProblem } from "../../protocol/model.ts";
import type { Cache } from "./cache.ts";
import type { FileFacts, Parse } from "./entry.ts";
import type { Worklist } from "./pool.ts";

/** How a file reads now. Neither facts nor problem: it is gone, or says nothing any more. */
export interface FileChange {
  /** Relative to the root, `/` between parts; of a problem it may be a folder's. */
  readonly path: string;
  readonly facts?: FileFacts;
  readonly problem?: FileProblem;
}

/** An open document's text, as the index needs it. */
export interface OpenText {
  readonly facts?: FileFacts;
  readonly problem?: FileProblem;
  readonly saysFlyte: boolean;
  readonly imports: readonly string[];
}

export interface IndexOptions {
  /** Absolute. */
  readonly root: string;
  /** Globs relative to the root. */
  readonly exclude: readonly string[];
  readonly work: Worklist;
  /** For single files, on this thread. */
  readonly parse: Parse;
  readonly onChange: (changes: readonly FileChange[]) => void;
  readonly onProgress: (done: number, total: number) => void;
  /** Without one each session reads the folder anew. */
  readonly cache?: Cache;
  /** What was made of all that was told, to be kept with it; nothing while that can't be said. */
  readonly conclude?: () => string | undefined;
  /** The folder is as it was when this was concluded. Whoever takes it need not be told anything, until something changes. */
  readonly adopt?: (conclusion: string) => Promise<boolean>;
  /** The folder could not be read as a whole; what was known stays. */
  readonly onFailure: (error: unknown) => void;
}

/** A change on disk, as a watcher tells it. */
export interface DiskChange {
  readonly path: string;
  readonly kind: "created" | "changed" | "deleted";
}
