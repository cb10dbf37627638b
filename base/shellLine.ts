/** Words as one line for a shell. For reading and pasting: nothing here is ever run through one. */

/** Words as one line that can be pasted into the platform's shell. */
export const shellLine = (words: readonly string[], windows: boolean): string =>
  words.map((word) => (windows ? quotedForPowerShell(word) : quoted(word))).join(" ");

/** What POSIX shells read as one word. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** What PowerShell does: `,` makes an array there, `@` a splat. */
export const quotedForPowerShell = (word: string): string =>
  /^[\w:./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`;
