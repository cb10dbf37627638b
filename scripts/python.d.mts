/** What tests use of python.mjs. */

export const VENV: string;
export const OLDEST_VENV: string;
export const FLYTE: string;
export const OLDEST_FLYTE: string;

/** The interpreter of a venv. */
export function pythonOf(folder: string): string;
