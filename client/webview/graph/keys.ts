/** What a key does in the drawing. Pure. */

import type { Direction } from "./geometry.ts";

export type KeyAction =
  | { readonly kind: "move"; readonly direction: Direction }
  | { readonly kind: "open" }
  | { readonly kind: "fold" }
  | { readonly kind: "zoom"; readonly larger: boolean }
  | { readonly kind: "fit" }
  | { readonly kind: "search" };

export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Undefined for keys that are the editor's. */
export function keyAction({ key, ctrlKey, metaKey, altKey }: Key): KeyAction | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  switch (key) {
    case "ArrowLeft":
      return { kind: "move", direction: "left" };
    case "ArrowRight":
      return { kind: "move", direction: "right" };
    case "ArrowUp":
      return { kind: "move", direction: "up" };
    case "ArrowDown":
      return { kind: "move", direction: "down" };
    case "Enter":
      return { kind: "open" };
    case " ":
      return { kind: "fold" };
    case "+":
    case "=":
      return { kind: "zoom", larger: true };
    case "-":
      return { kind: "zoom", larger: false };
    case "0":
      return { kind: "fit" };
    case "/":
      return { kind: "search" };
    default:
      return undefined;
  }
}
