/** What ends a command before it starts: the words for the user. Exit codes are main.ts's work. */

/** The command line can't be carried out; the message says why and what next. */
export class UsageError extends Error {}

/** Exit codes: programs rely on them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, cancelled: 130 } as const;
