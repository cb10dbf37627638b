/** Half-typed calls made whole: what was given so far stays, what is being typed becomes unknown. Parsing is the caller's. */

interface Bracket {
  /** How far the line that opens it is indented. */
  readonly indent: number;
}

interface Argument {
  start: number;
  end: number;
  /** Its brackets or quotes don't match. */
  broken: boolean;
  /** The line ends it, not a comma. */
  byLine?: boolean;
}

interface Call {
  readonly args: Argument[];
  /** Where its closing bracket stands; absent when it has none. */
  end?: number;
}

/** An argument that is being typed: any name, any value. Python refuses it when it runs, so nobody means it. */
const UNTOLD = "**...";

const TOKEN =
  /#[^\n]*|"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|["'][^\n]*|[([{]|[)\]}]|,/g;

/**
 * A statement whose calls are whole, with every offset of what stays as it was; undefined where that is no way to mend it.
 * @param parses whether a text parses without an error
 */
export function mendCalls(source: string, parses: (text: string) => boolean): string | undefined {
  const calls = callsOf(source);
  const last = calls?.at(-1);
  if (calls === undefined || last === undefined) return undefined;
  // What follows the last call is being typed.
  let text = source.slice(0, last.end === undefined ? source.length : last.end + 1);
  for (const { args } of calls) {
    for (const [at, { start, end, broken, byLine }] of args.entries()) {
      const written = source.slice(start, end);
      // The last one of a call without an end, behind a comma or the bracket, is yet to come.
      const expected = written.trim() === "" && last.end === undefined && args === last.args && at === args.length - 1;
      const good = written.trim() === "" ? !expected : !broken && parses(`f(${written}\n)`);
      const instead = byLine === true ? `${UNTOLD},` : UNTOLD;
      if (!good) text = `${text.slice(0, start)}${instead.padEnd(end - start)}${text.slice(end)}`;
    }
  }
  if (last.end === undefined) text = `${text.trimEnd()}\n)`;
  return parses(text) ? text : undefined;
}

/**
 * Decorators and the head of a definition that is being typed, with a body of nothing: the parameters that are whole stay.
 * @param parses whether a text parses without an error
 */
export function mendHead(source: string, parses: (text: string) => boolean): string | undefined {
  const definition = /^(?:def|async[ \t]+def)[ \t]+[\p{L}_][\p{L}\p{N}_]*[ \t]*\([^\n]*/mu.exec(source);
  if (definition === null) return undefined;
  const [line] = definition;
  const before = source.slice(0, definition.index);
  const commas = [...line.matchAll(/[,(]/g)].map(({ index, 0: mark }) => (mark === "," ? index : index + 1));
  const cuts = [line.length, ...commas.reverse()].map((end) => line.slice(0, end).replace(/[\s:,=>-]+$/, ""));
  const candidates = cuts.flatMap((cut) => [`${cut}: pass\n`, `${cut}): pass\n`]);
  return candidates.map((each) => before + each).find(parses);
}

/** The calls at the statement's own level, one behind the other; undefined when it has other brackets there. */
function callsOf(source: string): readonly Call[] | undefined {
  const calls: Call[] = [];
  const open: Bracket[] = [];
  const current = () => calls.at(-1)?.args.at(-1);
  const endArgument = (at: number, next: number, byLine = false): void => {
    const argument = current();
    if (argument === undefined) return;
    argument.end = at;
    argument.byLine = byLine;
    calls.at(-1)?.args.push({ start: next, end: source.length, broken: false });
  };
  for (const { 0: token, index } of source.matchAll(TOKEN)) {
    if (/^[([{]/.test(token)) {
      if (open.length === 0) {
        if (token !== "(" || !/[\w)\]]\s*$/.test(source.slice(0, index))) return undefined;
        calls.push({ args: [{ start: index + 1, end: source.length, broken: false }] });
      }
      open.push({ indent: indentAt(source, index) });
    } else if (/^[)\]}]/.test(token)) {
      // A bracket that closes at the margin of an outer one's line leaves inner ones open.
      const margin = /(?:^|\n)([ \t]*)$/.exec(source.slice(0, index))?.[1]?.length;
      while (margin !== undefined && open.length > 1 && (open.at(-1)?.indent ?? 0) > margin) {
        open.pop();
        markBroken(current());
      }
      open.pop();
      const call = calls.at(-1);
      if (open.length > 0 || call === undefined) continue;
      const argument = current();
      if (argument !== undefined) argument.end = index;
      call.end ??= index;
    } else if (token === "," && open.length === 1) endArgument(index, index + 1);
    else if (/^["'](?!.*["']$)/s.test(token) || token === '"' || token === "'") {
      // A string without its end takes the line with it.
      markBroken(current());
      if (open.length === 1) endArgument(index + token.length, index + token.length, true);
    }
  }
  if (open.length > 1) markBroken(current());
  return calls;
}

function markBroken(argument: Argument | undefined): void {
  if (argument !== undefined) argument.broken = true;
}

function indentAt(source: string, at: number): number {
  const line = source.slice(source.lastIndexOf("\n", at - 1) + 1, at);
  return line.length - line.trimStart().length;
}
