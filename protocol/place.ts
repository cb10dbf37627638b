/** Positions in files, as LSP counts them. Says nothing of what stands there. */

/** Zero-based line and UTF-16 column. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Half-open: `end` is the first position after the text. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A range in a file of a project. `file` is relative to the project's root, with `/` between its parts. */
export interface Place {
  readonly file: string;
  readonly range: Range;
  /** Of a notebook: the cell, from 0 among all its cells; the range is in that cell. */
  readonly cell?: number;
}
