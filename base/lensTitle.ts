/** What a lens is called, for servers and clients alike. */

/** An icon of VS Code's with words beside it. Newer editors lay them out in a row, in which an ordinary space has no width. */
export const lensTitle = (icon: string, words: string): string => `$(${icon})\u00a0${words}`;
