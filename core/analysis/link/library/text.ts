/** Methods of text, and the parts of `string`, `textwrap` and `re` that module-level code builds names with. */

import type { Frame } from "../machine.ts";
import { sequence } from "../values/containers.ts";
import { isWhole, numberOf } from "../values/judge.ts";
import { type Abstract, type Arguments, bool, int, NO_ARGUMENTS, NONE, str } from "../values/values.ts";
import { formatCall, strOf } from "../values/written.ts";
import { exactItems, type FollowedFunctions } from "./followedFunction.ts";

/** A longer result is not built. */
const MAX_LENGTH = 10_000;

const lengthOf = (text: string) => [...text].length;
/** Letters, digits, signs and the usual blanks of ASCII: here both languages agree on what each of them is. */
const isAscii = (text: string) => /^[\t\n\r -~]*$/.test(text);

export function textMethod(frame: Frame, text: string, name: string, args: Arguments): Abstract | undefined {
  if (args.open) return undefined;
  const values = args.positional.map(({ value }) => value);
  const [first, second] = values;
  const only = first?.t === "str" && values.length === 1 && args.named.size === 0 ? first.value : undefined;
  switch (name) {
    case "format": {
      const written = formatCall(frame, text, args);
      return written === undefined ? undefined : str(written);
    }
    case "format_map": {
      if (first?.t !== "dict" || !isWhole(first)) return undefined;
      const named = new Map(
        first.entries.flatMap(([key, value]) =>
          key.t === "str" ? [[key.value, { value, site: { file: frame.file, start: 0, end: 0 } }] as const] : [],
        ),
      );
      const written = formatCall(frame, text, { ...NO_ARGUMENTS, named });
      return written === undefined ? undefined : str(written);
    }
    case "join": {
      const parts = exactItems(first)?.map((each) => plainText(each));
      if (parts === undefined || parts.includes(undefined)) return undefined;
      return str(parts.join(text));
    }
    case "lower":
    case "casefold":
      return name === "lower" || isAscii(text) ? str(text.toLowerCase()) : undefined;
    case "upper":
      return str(text.toUpperCase());
    case "swapcase":
      return isAscii(text)
        ? str(text.replace(/[a-zA-Z]/g, (each) => (each < "a" ? each.toLowerCase() : each.toUpperCase())))
        : undefined;
    case "title":
      return isAscii(text)
        ? str(text.replace(/[a-zA-Z]+/g, (word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()))
        : undefined;
    case "capitalize":
      return isAscii(text) ? str(text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()) : undefined;
    case "strip":
      return stripped(text, values, true, true);
    case "lstrip":
      return stripped(text, values, true, false);
    case "rstrip":
      return stripped(text, values, false, true);
    case "replace":
      return replaced(text, values, args);
    case "zfill": {
      const width = numberOf(first ?? NONE);
      if (width === undefined || width > MAX_LENGTH) return undefined;
      const sign = /^[+-]/.exec(text)?.[0] ?? "";
      return str(sign + text.slice(sign.length).padStart(width - sign.length, "0"));
    }
    case "ljust":
    case "rjust":
    case "center":
      return aligned(text, name, first, second);
    case "startswith":
    case "endswith": {
      const options = first?.t === "tuple" ? exactItems(first) : first === undefined ? undefined : [first];
      if (options === undefined || values.length !== 1) return undefined;
      const texts = options.map((each) => plainText(each));
      if (texts.includes(undefined)) return undefined;
      return bool(
        texts.some(
          (each) => each !== undefined && (name === "startswith" ? text.startsWith(each) : text.endsWith(each)),
        ),
      );
    }
    case "removeprefix":
      return only === undefined ? undefined : str(text.startsWith(only) ? text.slice(only.length) : text);
    case "removesuffix":
      return only === undefined
        ? undefined
        : str(only !== "" && text.endsWith(only) ? text.slice(0, -only.length) : text);
    case "split":
    case "rsplit":
      return split(frame, text, name, args);
    case "splitlines":
      return !isAscii(text) || values.length > 0 || args.named.size > 0
        ? undefined
        : sequence(
            frame,
            "list",
            text === ""
              ? []
              : text
                  .replace(/(\r\n|\r|\n)$/, "")
                  .split(/\r\n|\r|\n/)
                  .map(str),
          );
    case "partition":
    case "rpartition": {
      if (only === undefined || only === "") return undefined;
      const at = name === "partition" ? text.indexOf(only) : text.lastIndexOf(only);
      const none = name === "partition" ? [text, "", ""] : ["", "", text];
      const parts = at < 0 ? none : [text.slice(0, at), only, text.slice(at + only.length)];
      return sequence(frame, "tuple", parts.map(str));
    }
    case "count":
      return only === undefined || only === "" ? undefined : int(text.split(only).length - 1);
    case "find":
    case "rfind":
    case "index":
    case "rindex": {
      if (only === undefined || !isAscii(text)) return undefined;
      const at = name.startsWith("r") ? text.lastIndexOf(only) : text.indexOf(only);
      return at < 0 && name.endsWith("index") ? undefined : int(at);
    }
    case "isdigit":
    case "isdecimal":
    case "isnumeric":
      return isAscii(text) ? bool(/^\d+$/.test(text)) : undefined;
    case "isalpha":
      return isAscii(text) ? bool(/^[a-zA-Z]+$/.test(text)) : undefined;
    case "isalnum":
      return isAscii(text) ? bool(/^[a-zA-Z\d]+$/.test(text)) : undefined;
    case "isspace":
      return isAscii(text) ? bool(/^\s+$/.test(text)) : undefined;
    case "isidentifier":
      return isAscii(text) ? bool(/^[a-zA-Z_]\w*$/.test(text)) : undefined;
    case "isupper":
      return isAscii(text) ? bool(/[A-Z]/.test(text) && !/[a-z]/.test(text)) : undefined;
    case "islower":
      return isAscii(text) ? bool(/[a-z]/.test(text) && !/[A-Z]/.test(text)) : undefined;
    case "expandtabs":
      return text.includes("\t") ? undefined : str(text);
    case "encode":
      // Bytes are kept as they are written, so only what needs no escape has a certain text.
      return values.length === 0 && /^[ !#-&(-[\]-~]*$/.test(text) ? { t: "bytes", text } : undefined;
    case "__str__":
      return str(text);
    default:
      return undefined;
  }
}

function plainText(value: Abstract): string | undefined {
  if (value.t === "str") return value.value;
  // A member of a `StrEnum`, or of an enumeration that mixes `str` in.
  const inner = value.t === "instance" ? value.attributes.get("value") : undefined;
  return inner?.t === "str" ? inner.value : undefined;
}

function stripped(text: string, values: readonly Abstract[], left: boolean, right: boolean): Abstract | undefined {
  const [given] = values;
  if (given !== undefined && given.t !== "none" && given.t !== "str") return undefined;
  const letters = [...text];
  // Beyond ASCII the two languages count other characters as blank.
  if (given?.t !== "str" && !isAscii(text) && /^[^!-~]|[^!-~]$/.test(text)) return undefined;
  const dropped = (letter: string | undefined) =>
    letter !== undefined && (given?.t === "str" ? given.value.includes(letter) : /^\s$/.test(letter));
  let from = 0;
  let to = letters.length;
  while (left && from < to && dropped(letters[from])) from++;
  while (right && to > from && dropped(letters[to - 1])) to--;
  return str(letters.slice(from, to).join(""));
}

function replaced(text: string, [from, to, count]: readonly Abstract[], args: Arguments): Abstract | undefined {
  if (from?.t !== "str" || to?.t !== "str" || from.value === "" || args.named.size > 0) return undefined;
  const parts = text.split(from.value);
  const most = count === undefined ? parts.length : numberOf(count);
  if (most === undefined || parts.length * to.value.length > MAX_LENGTH) return undefined;
  if (most < 0 || most >= parts.length) return str(parts.join(to.value));
  return str([parts.slice(0, most + 1).join(to.value), ...parts.slice(most + 1)].join(from.value));
}

function aligned(
  text: string,
  how: string,
  width: Abstract | undefined,
  fill: Abstract | undefined,
): Abstract | undefined {
  const size = numberOf(width ?? NONE);
  const letter = fill === undefined ? " " : fill.t === "str" ? fill.value : undefined;
  if (size === undefined || size > MAX_LENGTH || letter === undefined) return undefined;
  const missing = Math.max(0, size - lengthOf(text));
  if (how === "ljust") return str(text + letter.repeat(missing));
  if (how === "rjust") return str(letter.repeat(missing) + text);
  // Python gives the odd one to the left where the width is odd.
  const left = (missing >> 1) + (missing & size & 1);
  return str(letter.repeat(left) + text + letter.repeat(missing - left));
}

function split(frame: Frame, text: string, name: "split" | "rsplit", args: Arguments): Abstract | undefined {
  const separator = args.positional[0]?.value ?? args.named.get("sep")?.value ?? NONE;
  const limit = args.positional[1]?.value ?? args.named.get("maxsplit")?.value;
  const most = limit === undefined ? -1 : numberOf(limit);
  if (most === undefined || (separator.t === "str" && separator.value === "")) return undefined;
  let parts: string[];
  if (separator.t === "str") parts = text.split(separator.value);
  else if (separator.t === "none" && most < 0) parts = text.split(/\s+/).filter((part) => part !== "");
  else return undefined;
  if (separator.t === "str" && most >= 0 && parts.length > most + 1) {
    const joint = separator.value;
    parts =
      name === "split"
        ? [...parts.slice(0, most), parts.slice(most).join(joint)]
        : [parts.slice(0, parts.length - most).join(joint), ...parts.slice(parts.length - most)];
  }
  return sequence(frame, "list", parts.map(str));
}

/** `re.sub`, `re.match` and their kin, of patterns that mean the same here and can't take long. */
export function substituted(
  name: string,
  [pattern, ...rest]: readonly Abstract[],
  ...passed: readonly Arguments[]
): Abstract | undefined {
  if (pattern?.t !== "str" || passed.some((args) => args.open || args.named.size > 0)) return undefined;
  const isSub = name === "sub";
  const subject = rest[isSub ? 1 : 0];
  const by = rest[0];
  if (subject?.t !== "str" || rest.length > (isSub ? 2 : 1)) return undefined;
  if (!isAscii(subject.value) || subject.value.length > 200 || !isPlainPattern(pattern.value)) return undefined;
  const found = (flags: string) => new RegExp(name === "fullmatch" ? `^(?:${pattern.value})$` : pattern.value, flags);
  switch (name) {
    case "sub":
      return by?.t !== "str" || by.value.includes("\\") || /[*?]/.test(pattern.value)
        ? undefined
        : str(subject.value.replace(found("g"), () => by.value));
    case "search":
    case "match":
    case "fullmatch": {
      const match = found("").exec(subject.value);
      const matches = match !== null && (name !== "match" || match.index === 0);
      // A match itself is not modelled; that there is none is.
      return matches ? undefined : NONE;
    }
    default:
      return undefined;
  }
}

/** Letters, classes and at most three repetitions; no groups. */
function isPlainPattern(pattern: string): boolean {
  const token = /\\[wWdDsS.\-_/]|\[\^?(?:\\[wWdDsS.\-_/\]]|[^\]\\[&~|])+\]|[\w \-/:@,]|[+*?]|^\^|\$$/g;
  if (pattern.length > 60 || pattern.replace(token, "") !== "") return false;
  if ((pattern.match(/[+*]/g) ?? []).length > 3 || /[+*?]{2}/.test(pattern) || /^[+*?]/.test(pattern)) return false;
  // `$` matches before a last line break as well, and `\s` and `\w` differ beyond ASCII only.
  return !pattern.includes("$") || !pattern.includes("\\n");
}

function dedented(text: string): string | undefined {
  if (/[\t\f\v\r]/.test(text)) return undefined;
  const lines = text.split("\n").map((line) => (/^ +$/.test(line) ? "" : line));
  const indents = lines.flatMap((line) => (line === "" ? [] : [line.length - line.trimStart().length]));
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join("\n");
}

const withText =
  (work: (text: string) => string | undefined): FollowedFunctions[string] =>
  (_frame, [text], all) => {
    if (text?.t !== "str" || all.named.size > 0) return undefined;
    const done = work(text.value);
    return done === undefined ? undefined : str(done);
  };

const ofPattern =
  (name: string): FollowedFunctions[string] =>
  (_frame, args, all) =>
    substituted(name, args, all);

export const TEXT: FollowedFunctions = {
  "textwrap.dedent": withText(dedented),
  "re.sub": ofPattern("sub"),
  "re.match": ofPattern("match"),
  "re.search": ofPattern("search"),
  "re.fullmatch": ofPattern("fullmatch"),
  "shlex.quote": withText((text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`)),
  "shlex.split": (frame, [text], all) =>
    text?.t !== "str" || all.named.size > 0 || /["'\\#]/.test(text.value)
      ? undefined
      : sequence(
          frame,
          "list",
          text.value
            .split(/\s+/)
            .filter((part) => part !== "")
            .map(str),
        ),
  "shlex.join": (frame, [words]) => {
    const parts = exactItems(words)?.map((each) => strOf(frame, each));
    if (parts === undefined || parts.some((part) => part === undefined || !/^[\w@%+=:,./-]+$/.test(part))) {
      return undefined;
    }
    return str(parts.join(" "));
  },
};

/** Constants of `string`. */
export const TEXT_CONSTANTS: Readonly<Record<string, string>> = {
  "string.ascii_lowercase": "abcdefghijklmnopqrstuvwxyz",
  "string.ascii_uppercase": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  "string.ascii_letters": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
  "string.digits": "0123456789",
  "string.hexdigits": "0123456789abcdefABCDEF",
};
