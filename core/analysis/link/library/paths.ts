/** `pathlib` and `os.path` as POSIX has them: on paths as text, without looking at a disk. */

import { sequence } from "../values/containers.ts";
import { type Abstract, type ObjectValue, passing, type Site, str, unknown } from "../values/values.ts";
import type { FollowedFunctions } from "./followedFunction.ts";

/** A path's text. That of the project's own files is known from the root on: what lies above is the machine's. */
interface PathText {
  readonly text: string;
  readonly belowRoot: boolean;
}

const PATH = /^pathlib\.(Pure)?(Posix)?Path$/;

export const isPath = ({ callee }: ObjectValue): boolean => PATH.test(callee);

export function pathOf(value: Abstract): PathText | undefined {
  if (value.t === "str") return { text: value.value, belowRoot: false };
  if (value.t !== "object" || !isPath(value)) return undefined;
  if (value.on?.t === "str") return { text: value.on.value, belowRoot: true };
  const [only] = value.args.positional;
  return only?.value.t === "str" ? { text: only.value.value, belowRoot: false } : undefined;
}

/** `str(path)`. */
export function pathText(value: Abstract): string | undefined {
  const path = pathOf(value);
  return path === undefined || path.belowRoot ? undefined : path.text;
}

function makePath(callee: string, path: PathText, site: Site): ObjectValue {
  const value = path.belowRoot ? unknown({ kind: "expression", text: "__file__" }) : str(path.text);
  const args = passing([value], site);
  return { t: "object", callee, ...(path.belowRoot ? { on: str(path.text) } : {}), args, site };
}

/** `Path(a, b)`. */
function joinedPath(callee: string, parts: readonly Abstract[], site: Site): ObjectValue | undefined {
  let all: PathText = { text: "", belowRoot: false };
  for (const part of parts) {
    const next: PathText | undefined =
      part.t === "external" && part.name === "__file__" ? { text: site.file, belowRoot: true } : pathOf(part);
    if (next === undefined) return undefined;
    all = next.belowRoot
      ? next
      : { text: join(all.text, next.text), belowRoot: all.belowRoot && !isAbsolute(next.text) };
  }
  return makePath(callee, { ...all, text: normal(all.text) }, site);
}

const isAbsolute = (text: string) => text.startsWith("/");

function join(before: string, after: string): string {
  if (isAbsolute(after) || before === "") return after;
  return before.endsWith("/") ? before + after : `${before}/${after}`;
}

/** As `pathlib` keeps it: no empty parts and no `.`; `..` stays. */
function normal(text: string): string {
  const root = isAbsolute(text) ? "/" : "";
  const parts = text.split("/").filter((part) => part !== "" && part !== ".");
  return root + parts.join("/") || ".";
}

const lastOf = (text: string) => text.slice(text.lastIndexOf("/") + 1);
/** `.py` of `a.py`; names that begin with a dot or end with one have none. */
const suffixOf = (name: string) => /^\.*[^.].*?(\.[^.]+)$/.exec(name)?.[1] ?? "";

/** An attribute of a path that is no method. */
export function pathAttribute(on: ObjectValue, name: string): Abstract | undefined {
  const path = pathOf(on);
  if (path === undefined) return undefined;
  const last = path.text === "." || path.text === "/" ? "" : lastOf(path.text);
  // Above the root of the project nothing has a name.
  const isNamed = !path.belowRoot || (last !== "" && last !== "..");
  switch (name) {
    case "name":
      return isNamed ? str(last) : undefined;
    case "stem":
      return isNamed ? str(last.slice(0, last.length - suffixOf(last).length)) : undefined;
    case "suffix":
      return isNamed ? str(suffixOf(last)) : undefined;
    case "parent":
      return parentOf(on, path);
    default:
      return undefined;
  }
}

function parentOf(on: ObjectValue, path: PathText): Abstract | undefined {
  if (path.text === "." || path.text === "/") return path.belowRoot ? undefined : on;
  const slash = path.text.lastIndexOf("/");
  const text = slash < 0 ? "." : slash === 0 ? "/" : path.text.slice(0, slash);
  return makePath(on.callee, { ...path, text }, on.site);
}

export function pathMethod(on: ObjectValue, name: string, args: readonly Abstract[]): Abstract | undefined {
  const path = pathOf(on);
  if (path === undefined) return undefined;
  const sibling = (last: string) => {
    const slash = path.text.lastIndexOf("/");
    return makePath(on.callee, { ...path, text: path.text.slice(0, slash + 1) + last }, on.site);
  };
  const [first] = args;
  const own = lastOf(path.text);
  const suffix = suffixOf(own);
  switch (name) {
    case "joinpath":
      return joinedPath(on.callee, [on, ...args], on.site);
    case "as_posix":
    case "__str__":
    case "__fspath__":
      return path.belowRoot ? undefined : str(path.text);
    case "with_name":
      return first?.t === "str" ? sibling(first.value) : undefined;
    case "with_stem":
      return first?.t === "str" ? sibling(first.value + suffix) : undefined;
    case "with_suffix":
      return first?.t === "str" ? sibling(own.slice(0, own.length - suffix.length) + first.value) : undefined;
    case "is_absolute":
      return path.belowRoot ? undefined : { t: "bool", value: isAbsolute(path.text) };
    case "resolve":
    case "absolute":
      return path.belowRoot ? on : undefined;
    default:
      return undefined;
  }
}

/** `path / "name"`, and the other way round. */
export function pathDivision(left: Abstract, right: Abstract): Abstract | undefined {
  const path = [left, right].find((each) => each.t === "object" && isPath(each));
  return path?.t !== "object" ? undefined : joinedPath(path.callee, [left, right], path.site);
}

const making =
  (callee: string): FollowedFunctions[string] =>
  (_frame, args, all, site) =>
    all.open || all.named.size > 0 ? undefined : joinedPath(callee, args, all.positional[0]?.site ?? site);

/** The text of an argument; of `__file__` only its last part counts. */
function textArgument(value: Abstract | undefined, site: Site): PathText | undefined {
  if (value?.t === "external" && value.name === "__file__") return { text: site.file, belowRoot: true };
  return value === undefined ? undefined : pathOf(value);
}

export const PATHS: FollowedFunctions = {
  "pathlib.Path": making("pathlib.Path"),
  "pathlib.PurePath": making("pathlib.PurePath"),
  "pathlib.PurePosixPath": making("pathlib.PurePosixPath"),
  "pathlib.PosixPath": making("pathlib.PosixPath"),
  "os.path.join": (_frame, args, all) => {
    const parts = args.map((each) => pathText(each));
    if (all.open || parts.length === 0 || parts.includes(undefined)) return undefined;
    const [first = "", ...rest] = parts.flatMap((each) => each ?? []);
    return str(rest.reduce((before, after) => join(before, after), first));
  },
  "os.path.basename": (_frame, [path], all, site) => {
    const found = textArgument(path, all.positional[0]?.site ?? site);
    return found === undefined ? undefined : str(lastOf(found.text));
  },
  "os.path.dirname": (_frame, [path]) => {
    const text = path === undefined ? undefined : pathText(path);
    if (text === undefined) return undefined;
    const head = text.slice(0, text.lastIndexOf("/") + 1);
    return str(/^\/+$/.test(head) ? head : head.replace(/\/+$/, ""));
  },
  "os.path.splitext": (frame, [path], all, site) => {
    const found = textArgument(path, all.positional[0]?.site ?? site);
    if (found === undefined || found.belowRoot) return undefined;
    const suffix = suffixOf(lastOf(found.text));
    const stem = found.text.slice(0, found.text.length - suffix.length);
    return sequence(frame, "tuple", [str(stem), str(suffix)]);
  },
  "os.fspath": (_frame, [path]) => {
    const text = path === undefined ? undefined : pathText(path);
    return text === undefined ? undefined : str(text);
  },
};
