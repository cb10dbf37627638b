/** Looks through a text that grows, each line once while it stays as it is. What is looked for, and who asks, is others' business. */

/** What is read of a document. */
interface Lines {
  readonly lineCount: number;
  readonly lineAt: (row: number) => { readonly text: string };
}

/** What was found in the first `rows` lines of a text. */
interface Found<Item> {
  readonly document: Lines;
  readonly key: unknown;
  rows: number;
  items: { readonly row: number; readonly item: Item }[];
}

export interface LineFinder<Item> {
  /** Everything in the text; undefined when it was called off. Another `key` looks through all of it anew. */
  find(
    document: Lines,
    key: unknown,
    look: (text: string, row: number) => readonly Item[],
    token: { readonly isCancellationRequested: boolean },
  ): Promise<Item[] | undefined>;
  /** The text is another from this line on. */
  changed(document: Lines, row: number): void;
}

/** Lines that are looked through at once. */
const SLICE_LINES = 50;

/** @param turn is waited for between pieces of the work */
export function createLineFinder<Item>(turn: () => Promise<void>): LineFinder<Item> {
  let found: Found<Item> | undefined;
  return {
    find: async (document, key, look, token) => {
      if (found?.document !== document || found.key !== key) found = { document, key, rows: 0, items: [] };
      const at = found;
      // Whoever else looks meanwhile goes on from the same line. The last one is what follows the last end of a line.
      while (at.rows < document.lineCount - 1) {
        const row = at.rows;
        at.items.push(...look(document.lineAt(row).text, row).map((item) => ({ row, item })));
        at.rows += 1;
        if (at.rows % SLICE_LINES !== 0) continue;
        await turn();
        if (token.isCancellationRequested) return undefined;
      }
      return at.items.map(({ item }) => item);
    },
    changed: (document, row) => {
      if (found?.document !== document || row >= found.rows) return;
      found.rows = row;
      found.items = found.items.filter((each) => each.row < row);
    },
  };
}
