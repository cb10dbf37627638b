/** Which definitions of a module are left as text until somebody uses their name: most of what a folder holds nobody asks for. */

import { codeEnd, lineEnd, startsWith } from "./logicalLines.ts";
import { isTelling } from "./unread.ts";

/** A shorter one is read at once: reading it later costs more than it saves. */
const MIN_LENGTH = 80;

const FUNCTION = /(?:async[ \t]+)?def[ \t]+([\p{L}_][\p{L}\p{N}_]*)/uy;
const CLASS = /class[ \t]+([\p{L}_][\p{L}\p{N}_]*)/uy;
/** Behind a class's name. */
const NO_BASES = /[ \t]*(?:\([ \t]*(?:object)?[ \t]*\))?[ \t]*:[ \t]*(?:#[^\n]*)?\r?\n/y;

/** What stays the same whenever it is evaluated. */
const LITERAL = String.raw`(?:[-+]?\d[\w.]*|"[^"\\\n]*"|'[^'\\\n]*'|None|True|False|\.\.\.|\(\)|\[\]|\{\})`;
/** A default that is something else, or may be. */
const OPEN_DEFAULT = new RegExp(String.raw`=(?!\s*${LITERAL}\s*[,)#])`);
/** What else than methods a body may hold. */
const PLAIN_LINE = new RegExp(
  String.raw`(?:pass|\.\.\.|@(?:staticmethod|classmethod|property|[\w]+\.(?:setter|getter|deleter))|[rRuU]?"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_]*(?:[ \t]*:[^=\n]+)?(?:[ \t]*=[ \t]*${LITERAL})?)`,
  "uy",
);

export interface Deferrable {
  readonly name: string;
  /** Where its name ends. */
  readonly nameEnd: number;
}

/**
 * The definition that stands at these offsets, at the margin and without decorators, if it can be left as text: by its
 * own words it has nothing to do with Flyte, and whenever it is evaluated it comes to the same. So a class has no bases
 * and holds methods and literals alone, and defaults are literals.
 */
export function deferrable(text: string, start: number, end: number): Deferrable | undefined {
  if (end - start < MIN_LENGTH) return undefined;
  const isFunction = startsWith(FUNCTION, text, start);
  if (!isFunction && !startsWith(CLASS, text, start)) return undefined;
  const nameEnd = isFunction ? FUNCTION.lastIndex : CLASS.lastIndex;
  if (isTelling(text, start, end)) return undefined;
  if (!(isFunction ? hasPlainHead(text, start, end) : isPlainClass(text, nameEnd, end))) return undefined;
  return { name: /[^ \t]+$/.exec(text.slice(start, nameEnd))?.[0] ?? "", nameEnd };
}

/** Whether a function's defaults are literals, and its body begins on another line. */
function hasPlainHead(text: string, start: number, end: number): boolean {
  const head = codeEnd(text, start);
  if (head < 0 || head >= end || text[head - 1] !== ":") return false;
  return !OPEN_DEFAULT.test(text.slice(start, head));
}

/** Whether a class, of which this is what follows its name, has no bases and holds nothing but methods, names with literals and a docstring. */
function isPlainClass(text: string, nameEnd: number, end: number): boolean {
  if (!startsWith(NO_BASES, text, nameEnd)) return false;
  let margin = -1;
  for (let at = NO_BASES.lastIndex; at < end; ) {
    const line = at;
    while (text[at] === " " || text[at] === "\t") at++;
    if (text[at] === "\n" || text[at] === "\r" || text[at] === "#") {
      at = lineEnd(text, at) + 1;
      continue;
    }
    const indent = at - line;
    const next = codeEnd(text, at);
    if (next < 0) return false;
    if (margin < 0) margin = indent;
    if (indent < margin) return false;
    if (indent === margin && !isPlain(text, at, next)) return false;
    at = lineEnd(text, next) + 1;
  }
  return margin > 0;
}

function isPlain(text: string, start: number, end: number): boolean {
  if (startsWith(FUNCTION, text, start)) return !OPEN_DEFAULT.test(text.slice(start, end));
  return startsWith(PLAIN_LINE, text, start) && PLAIN_LINE.lastIndex === end;
}
