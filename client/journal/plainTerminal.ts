/** Lets a program's colours and cursor through to a terminal, and no other sequence: another's log must not reach the clipboard, the title, links or what is typed. Pure. */

import { assertNever } from "../../base/assertNever.ts";

type State = "text" | "escape" | "control" | "string" | "stringEnd";

/** Colours, the cursor's way and whether it shows, and what is erased, inserted or scrolled for it. */
const ALLOWED = /^\[(?:[\d;:]*m|[\d;]*[A-HJ-MPXdfr@`]|\d*[ST]|[su]|\?25[hl])$/;
/** What a terminal doesn't just show, without tab, line feed, return and backspace. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about them.
const CONTROLS = /[\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
/** A control sequence that is longer means nothing. */
const MOST = 200;

/** For one text that comes in pieces, which may cut a sequence in two. */
export function plainTerminal(): (piece: string) => string {
  let state: State = "text";
  let held = "";

  /** What of this character is shown; it may end what it doesn't belong to. */
  function take(character: string): string {
    switch (state) {
      case "text":
        held = "";
        if (character === "\x1b") state = "escape";
        else if (character === "\x9b") [state, held] = ["control", "["];
        else if ("\x90\x98\x9d\x9e\x9f".includes(character)) state = "string";
        else return character.replace(CONTROLS, "");
        return "";
      case "escape":
        if (character === "\x1b") held = "";
        else if (character >= " " && character <= "/") held += character;
        else if (held === "" && character === "[") [state, held] = ["control", "["];
        else if (held === "" && "]PX^_".includes(character)) state = "string";
        else {
          state = "text";
          if (character < " ") return take(character);
          // The cursor is kept, and set back.
          return held === "" && (character === "7" || character === "8") ? `\x1b${character}` : "";
        }
        return "";
      case "control":
        if (character >= " " && character <= "?") {
          if (held.length < MOST) held += character;
          return "";
        }
        state = "text";
        if (character < "@" || character > "~") return take(character);
        return ALLOWED.test(held + character) ? `\x1b${held}${character}` : "";
      case "string":
        if (character === "\x1b") state = "stringEnd";
        // One that isn't ended takes no more than its line along.
        else if (character === "\n" || character === "\r") [state, held] = ["text", ""];
        else if ("\x07\x18\x1a\x9c".includes(character)) state = "text";
        return state === "text" && (character === "\n" || character === "\r") ? character : "";
      case "stringEnd":
        state = character === "\\" ? "text" : "escape";
        held = "";
        return character === "\\" ? "" : take(character);
      default:
        return assertNever(state);
    }
  }

  return (piece) => {
    let shown = "";
    for (let at = 0; at < piece.length; ) {
      if (state === "text") {
        CONTROLS.lastIndex = at;
        const next = CONTROLS.exec(piece)?.index ?? piece.length;
        shown += piece.slice(at, next);
        at = next;
      }
      if (at < piece.length) shown += take(piece.charAt(at++));
    }
    return shown;
  };
}
