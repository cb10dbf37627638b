/** Names that somebody may have meant. Wording is the caller's. */

import * as l10n from "@vscode/l10n";
import { or } from "../base/values.ts";

const MOST = 3;

/** The known names nearest to what was typed, the nearest first; none that differ in more than a third, or two letters. */
export function nearest(typed: string, known: readonly string[]): readonly string[] {
  const wanted = typed.toLowerCase();
  return [...new Set(known)]
    .map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= allowed(name, typed))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** Two letters that changed places are two edits, even of a short name. */
function allowed(name: string, typed: string): number {
  const letters = (word: string): string => [...word.toLowerCase()].sort().join("");
  if (Math.min(name.length, typed.length) <= 3) return letters(name) === letters(typed) ? 2 : 1;
  return Math.max(2, Math.floor(Math.max(name.length, typed.length) / 3));
}

/** ` Did you mean a or b?`, or what there is to choose from, or nothing. */
export function suggestion(typed: string, known: readonly string[], what: (names: string) => string): string {
  const near = nearest(typed, known);
  if (near.length > 0) return ` ${l10n.t("Did you mean {0}?", or(near))}`;
  return known.length === 0 ? "" : ` ${what([...new Set(known)].slice(0, 20).join(", "))}`;
}

/** Edits of one character that lead from one word to the other; a name's part counts as a near miss. */
function distanceOf(a: string, b: string): number {
  if (b.endsWith(`.${a}`) || a.endsWith(`.${b}`)) return 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
