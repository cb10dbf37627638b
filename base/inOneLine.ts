/** How the parts of a line for people stand beside each other. */

/** `task · 2 CPU`: what has nothing to say is left out. */
export const inOneLine = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join(" · ");
