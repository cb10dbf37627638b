/** What a path may begin with in a setting. Whether it is absolute then, and what it is relative to, is the reader's question. */

/** `${workspaceFolder}` is the folder, and `~` the user's home where that is known. */
export const expandPath = (path: string, folder: string, home: string | undefined): string =>
  path.replace(/\$\{workspaceFolder\}/g, () => folder).replace(/^~(?=$|[\\/])/, (tilde) => home ?? tilde);
