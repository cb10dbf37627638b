/** Logical lines of Python, told by brackets, strings and backslashes alone: for what must be known of a text before it is parsed. */

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const DOUBLE = 34;
const HASH = 35;
const SINGLE = 39;
const BACKSLASH = 92;
const FORMATTED = /[fFtT][rR]?$/;

/** A pattern that is sticky. */
export function startsWith(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Where the line of `at` ends, its line break not counted. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** Where the code of the statements that begin at `at` ends, over as many lines as brackets, strings and backslashes take; `-1` where that can't be said. */
export function codeEnd(text: string, start: number): number {
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
