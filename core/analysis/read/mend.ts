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

/** More arguments than people give; each costs a parse. */
const MAX_ARGUMENTS = 200;

/** More places than this to end a head at are not tried: each costs a parse. */
const MAX_CUTS = 40;

/** A longer line is no head that somebody types. */
const MAX_HEAD = 2_000;

/** What a line that isn't whole may still become: no more is known of it than of a name that nothing binds. */
const TO_COME = " _";

/** More lines than anybody leaves open; each costs a parse. */
const MAX_LINES = 10;

/** What an import lists. */
const IMPORTED = /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*(?:[ \t]+as[ \t]+[\p{L}_][\p{L}\p{N}_]*)?/gu;

/** A text that was made whole. */
export interface Mended {
  readonly text: string;
  /** Where an offset of it stands in the text as it was written. */
  written(offset: number): number;
}

/** What stands in for a stretch of a text. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A statement whose calls are whole; undefined where that is no way to mend it.
 * @param parses whether a text parses without an error
 */
export function mendCalls(source: string, parses: (text: string) => boolean): Mended | undefined {
  const calls = callsOf(source);
  const last = calls?.at(-1);
  if (calls === undefined || last === undefined) return undefined;
  const splices: Splice[] = [];
  const written = source.trimEnd().length;
  for (const { args } of calls) {
    for (const [at, { start, end, broken, byLine }] of args.entries()) {
      const argument = source.slice(start, end);
      // The last one of a call without an end, behind a comma or the bracket, is yet to come.
      const expected = argument.trim() === "" && last.end === undefined && args === last.args && at === args.length - 1;
      const good = argument.trim() === "" ? !expected : !broken && parses(`f(${argument}\n)`);
      if (!good)
        splices.push({
          start: Math.min(start, written),
          end: Math.min(end, written),
          text: byLine === true ? `${UNTOLD},` : UNTOLD,
        });
    }
  }
  if (last.end === undefined) splices.push({ start: written, end: written, text: "\n)" });
  // What follows the last call is being typed.
  splices.push({ start: last.end === undefined ? written : last.end + 1, end: source.length, text: "" });
  const mended = spliced(source, splices);
  return parses(mended.text) ? mended : undefined;
}

/** @param splices in order, none inside of another */
function spliced(source: string, splices: readonly Splice[]): Mended {
  let text = "";
  let done = 0;
  for (const splice of splices) {
    text += source.slice(done, splice.start) + splice.text;
    done = splice.end;
  }
  return {
    text: text + source.slice(done),
    written: (offset) => {
      let longer = 0;
      for (const { start, end, text: instead } of splices) {
        if (offset <= start + longer) break;
        if (offset < start + longer + instead.length) return end;
        longer += instead.length - (end - start);
      }
      return offset - longer;
    },
  };
}

/**
 * Decorators and the head of a definition that is being typed, with a body of nothing: the parameters that are whole stay.
 * @param parses whether a text parses without an error
 */
export function mendHead(source: string, parses: (text: string) => boolean): string | undefined {
  const definition = /^(?:def|async[ \t]+def)[ \t]+[\p{L}_][\p{L}\p{N}_]*[ \t]*\([^\n]*/mu.exec(source);
  if (definition === null) return undefined;
  const [line] = definition;
  if (line.length > MAX_HEAD) return undefined;
  const before = source.slice(0, definition.index);
  const commas = [...line.matchAll(/[,(]/g)].map(({ index, 0: mark }) => (mark === "," ? index : index + 1));
  const cuts = [line.length, ...commas.reverse().slice(0, MAX_CUTS)].map((end) =>
    line.slice(0, end).replace(/[\s:,=>-]+$/, ""),
  );
  const candidates = cuts.flatMap((cut) => [`${cut}: pass\n`, `${cut}): pass\n`]);
  return candidates.map((each) => before + each).find(parses);
}

/**
 * A text in which a name ends each line that isn't whole, and where those end as they were written; undefined where
 * that is no way to mend it.
 * @param openAt where the first such line of a text ends; -1 where the text is broken
 */
export function mendLines(
  source: string,
  openAt: (text: string) => number | undefined,
): (Mended & { readonly ends: readonly number[] }) | undefined {
  const splices: Splice[] = [];
  let mended = spliced(source, splices);
  for (let at = openAt(source); at !== undefined; at = openAt(mended.text)) {
    if (at < 0 || splices.length === MAX_LINES) return undefined;
    const end = mended.written(at);
    splices.push({ start: end, end, text: TO_COME });
    mended = spliced(source, splices);
  }
  return { ...mended, ends: splices.map(({ end }) => end) };
}

/**
 * An import of the names that are whole.
 * @param parses whether a text parses without an error
 */
export function mendImport(source: string, parses: (text: string) => boolean): string | undefined {
  const text = source.replace(/#[^\n]*/g, "").replace(/\\\r?\n/g, " ");
  const [head, start = "", bracket] = /^((?:from[ \t]+[\p{L}\p{N}_.]+[ \t]+)?import\b)[ \t]*(\(?)/u.exec(text) ?? [];
  if (head === undefined) return undefined;
  const list = bracket === "" ? /[\p{L}\p{N}_., \t]*/uy : /[\p{L}\p{N}_.,\s]*/uy;
  list.lastIndex = head.length;
  const names = list.exec(text)?.[0].match(IMPORTED) ?? [];
  if (names.length > MAX_ARGUMENTS) return undefined;
  const whole = names.filter((name) => parses(`${start} ${name}\n`));
  return whole.length === 0 ? undefined : `${start} ${whole.join(", ")}\n`;
}

/** The calls at the statement's own level, one behind the other; undefined when it has other brackets there. */
function callsOf(source: string): readonly Call[] | undefined {
  const calls: Call[] = [];
  const open: Bracket[] = [];
  const current = () => calls.at(-1)?.args.at(-1);
  let count = 0;
  const endArgument = (at: number, next: number, byLine = false): void => {
    const argument = current();
    if (argument === undefined) return;
    argument.end = at;
    argument.byLine = byLine;
    calls.at(-1)?.args.push({ start: next, end: source.length, broken: false });
    count++;
  };
  for (const { 0: token, index } of source.matchAll(TOKEN)) {
    if (count > MAX_ARGUMENTS) return undefined;
    if (/^[([{]/.test(token)) {
      if (open.length === 0) {
        if (token !== "(" || !/[\w)\]]$/.test(source.slice(0, index).trimEnd().slice(-1))) return undefined;
        calls.push({ args: [{ start: index + 1, end: source.length, broken: false }] });
      }
      open.push({ indent: indentAt(source, index) });
    } else if (/^[)\]}]/.test(token)) {
      // A bracket that closes at the margin of an outer one's line leaves inner ones open.
      const margin = marginAt(source, index);
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
  let end = source.lastIndexOf("\n", at - 1) + 1;
  const start = end;
  while (end < at && isBlank(source, end)) end++;
  return end - start;
}

/** How far a token is indented with which a line begins. */
function marginAt(source: string, at: number): number | undefined {
  let start = at;
  while (start > 0 && isBlank(source, start - 1)) start--;
  return start === 0 || source[start - 1] === "\n" ? at - start : undefined;
}

export const isBlank = (source: string, at: number): boolean => source[at] === " " || source[at] === "\t";
