/** What tests use of desktop.mjs. */

export const DESKTOP_VERSIONS: readonly string[];
export const DESKTOP_CACHE: string;
