/** Details of a bridge's error as parts of a sentence. Which details there are depends on the code; wording it is for others. */

import type { BridgeError } from "./bridge.ts";

export type Details = BridgeError["details"];

/** Text and numbers; nothing of what else the bridge may tell. */
export const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

export const list = (value: unknown): string => (Array.isArray(value) ? value.map(text).join(", ") : "");
