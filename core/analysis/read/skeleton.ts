/** A text without what facts leave as text: plain definitions, most of many a module, need no parser. Which those are is deferred.ts's, and of bodies alone unread.ts's. */

import { deferrable } from "./deferred.ts";
import { codeEnd, lineEnd, startsWith } from "./logicalLines.ts";
import { isTelling, staysUnread } from "./unread.ts";

/** A text from which stretches were left out. */
export interface Skeleton {
  readonly text: string;
  /** Where a place of this text stands in the whole one. */
  whole(offset: number): number;
}

/** Stands for the statements that were left out: one character, so that no place lies inside of it. */
const STATEMENTS = "0";
/** Stands for all of a definition behind its name. */
const DEFINITION = "():0";

/** Less is parsed sooner than left out. */
const MIN_CUT = 40;

/**
 * Nothing where there is nothing to leave out, and where lines, strings or brackets are not as they are in most files.
 * Whether what is left out is broken is not known.
 */
export function skeletonOf(text: string): Skeleton | undefined {
  const cuts = cutsOf(text);
  if (cuts === undefined || cuts.length === 0) return undefined;
  let short = "";
  let from = 0;
  /** Behind each placeholder, in the short text, and how much further that is in the whole one. */
  const ends: number[] = [];
  const further: number[] = [];
  for (const { start, end, as } of cuts) {
    short += text.slice(from, start) + as;
    ends.push(short.length);
    further.push(end - short.length);
    from = end;
  }
  short += text.slice(from);
  return {
    text: short,
    whole: (offset) => {
      let low = 0;
      let high = ends.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      return low === 0 ? offset : offset + (further[low - 1] ?? 0);
    },
  };
}

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly as: string;
}

/** A definition whose body is being passed. */
interface Open {
  readonly indent: number;
  readonly start: number;
  readonly kind: "function" | "class";
  readonly isDecorated: boolean;
  /** Where the first statement begins; `-1` before. */
  body: number;
  /** Where that begins which may be left out: a docstring stays. `-1` before. */
  rest: number;
}

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const HASH = 35;
const COLON = 58;
const AT = 64;
const DEF = /(?:async[ \t]+)?def[ \t]/y;
const CLASS = /class[ \t]/y;
const STRING = /[rRbBuUfFtT]{0,2}["']/y;

/** What is left out, in order; nothing is where the text is odd. */
function cutsOf(text: string): readonly Cut[] | undefined {
  // It begins the count of an indentation anew.
  if (text.includes("\f")) return undefined;
  const cuts: Cut[] = [];
  const open: Open[] = [];
  let isDecorated = false;
  /** Where the last line's code ends. */
  let end = 0;
  /** The furthest indentation of the comments since. */
  let comment = -1;

  const leave = (): void => {
    const def = open.pop();
    // Whether a comment behind the last statement belongs to the body is the grammar's to say.
    if (def === undefined || def.isDecorated || comment > def.indent) return;
    // So it may with one on its line, and what that says counts then.
    if (isTelling(text, end, lineEnd(text, end))) return;
    const cut =
      def.indent === 0 ? (deferredCut(text, def.start, end) ?? bodyCut(text, def, end)) : bodyCut(text, def, end);
    if (cut === undefined) return;
    while ((cuts.at(-1)?.start ?? -1) >= cut.start) cuts.pop();
    cuts.push(cut);
  };

  for (let at = 0; at < text.length; ) {
    let indent = 0;
    let code = text.charCodeAt(at);
    for (; code === SPACE || code === TAB; code = text.charCodeAt(++at)) indent += code === TAB ? 8 : 1;
    if (code === NEWLINE || code === RETURN) {
      at++;
      continue;
    }
    if (at >= text.length) break;
    if (code === HASH) {
      comment = Math.max(comment, indent);
      at = lineEnd(text, at);
      continue;
    }
    for (let last = open.at(-1); last !== undefined && last.indent >= indent; last = open.at(-1)) leave();
    const around = open.at(-1);
    if (around !== undefined) {
      if (around.body < 0) {
        around.body = at;
        // Where a body begins that has a comment before it is the grammar's to say, too.
        if (comment >= 0) around.rest = Number.NEGATIVE_INFINITY;
        else if (!startsWith(STRING, text, at)) around.rest = at;
      } else if (around.rest === -1) around.rest = at;
    }
    comment = -1;
    const isDef = startsWith(DEF, text, at);
    end = codeEnd(text, at);
    if (end < 0) return undefined;
    const kind = isDef ? "function" : indent === 0 && startsWith(CLASS, text, at) ? "class" : undefined;
    if (kind !== undefined && text.charCodeAt(end - 1) === COLON)
      open.push({ indent, start: at, kind, isDecorated, body: -1, rest: -1 });
    isDecorated = code === AT;
    at = lineEnd(text, end);
  }
  while (open.length > 0) leave();
  return cuts;
}

/** All of a definition behind its name. */
function deferredCut(text: string, start: number, end: number): Cut | undefined {
  const found = deferrable(text, start, end);
  return found === undefined ? undefined : { start: found.nameEnd, end, as: DEFINITION };
}

function bodyCut(text: string, { kind, body, rest }: Open, end: number): Cut | undefined {
  if (kind !== "function" || rest < 0 || end - rest < MIN_CUT || !staysUnread(text, body, end)) return undefined;
  return { start: rest, end, as: STATEMENTS };
}
