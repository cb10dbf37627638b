/** A text without what facts leave as text: bodies of plain functions, most of many a module, need no parser. Which bodies those are is unread.ts's. */

import { staysUnread } from "./unread.ts";

/** A text from which stretches were left out. */
export interface Skeleton {
  readonly text: string;
  /** Where a place of this text stands in the whole one. */
  whole(offset: number): number;
}

/** Stands for the statements that were left out: one character, so that no place lies inside of it. */
const PLACEHOLDER = "0";

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
  for (const { start, end } of cuts) {
    short += text.slice(from, start) + PLACEHOLDER;
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
}

/** A function whose body is being passed. */
interface Open {
  readonly indent: number;
  readonly isPlain: boolean;
  /** Where the first statement begins; `-1` before. */
  body: number;
  /** Where that begins which may be left out: a docstring stays. `-1` before. */
  rest: number;
}

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const DOUBLE = 34;
const HASH = 35;
const SINGLE = 39;
const COLON = 58;
const AT = 64;
const BACKSLASH = 92;
const DEF = /(?:async[ \t]+)?def[ \t]/y;
const STRING = /[rRbBuUfFtT]{0,2}["']/y;
const FORMATTED = /[fFtT][rR]?$/;

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
    if (def === undefined || !def.isPlain || def.rest < 0 || end - def.rest < MIN_CUT) return;
    // Whether a comment behind the last statement belongs to the body is the grammar's to say.
    if (comment > def.indent || !staysUnread(text, def.body, end)) return;
    while ((cuts.at(-1)?.start ?? -1) >= def.body) cuts.pop();
    cuts.push({ start: def.rest, end });
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
    if (isDef && text.charCodeAt(end - 1) === COLON) open.push({ indent, isPlain: !isDecorated, body: -1, rest: -1 });
    isDecorated = code === AT;
    at = lineEnd(text, end);
  }
  while (open.length > 0) leave();
  return cuts;
}

function startsWith(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Where the line of `at` ends, its line break not counted. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** Where the code of the statements that begin at `at` ends, over as many lines as brackets, strings and backslashes take; `-1` where that can't be said. */
function codeEnd(text: string, start: number): number {
  let depth = 0;
  let end = start;
  for (let at = start; at < text.length; ) {
    const code = text.charCodeAt(at);
    switch (code) {
      case NEWLINE:
      case RETURN:
        if (depth === 0) return end;
        at++;
        break;
      case SPACE:
      case TAB:
        at++;
        break;
      case HASH:
        at = lineEnd(text, at);
        break;
      case SINGLE:
      case DOUBLE:
        at = stringEnd(text, at, code);
        if (at < 0) return -1;
        end = at;
        break;
      case BACKSLASH: {
        const next = text.charCodeAt(at + 1) === RETURN ? at + 2 : at + 1;
        if (text.charCodeAt(next) !== NEWLINE) return -1;
        at = next + 1;
        break;
      }
      default:
        // ( [ {
        if (code === 40 || code === 91 || code === 123) depth++;
        // ) ] }
        else if ((code === 41 || code === 93 || code === 125) && --depth < 0) return -1;
        end = ++at;
    }
  }
  return depth === 0 ? end : -1;
}

/** Behind a string whose quotes begin at `at`; `-1` where it does not end, or may not end there. */
function stringEnd(text: string, at: number, quote: number): number {
  const isLong = text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
  const first = isLong ? at + 3 : at + 1;
  const isFormatted = FORMATTED.test(text.slice(Math.max(0, at - 2), at));
  let braces = 0;
  for (let each = first; each < text.length; each++) {
    const code = text.charCodeAt(each);
    if (code === BACKSLASH) each++;
    else if (code === quote) {
      if (isLong && (text.charCodeAt(each + 1) !== quote || text.charCodeAt(each + 2) !== quote)) continue;
      // Inside of braces a quote may begin a string of its own.
      return isFormatted && braces !== 0 ? -1 : each + (isLong ? 3 : 1);
    } else if (code === 123) braces++;
    else if (code === 125) braces--;
    else if (code === NEWLINE && !isLong) return -1;
  }
  return -1;
}
