/** Functions outside the project that are followed, because module-level code is written with them; of any other call it is known how it was made. */

import { handedOut } from "../evaluate/iterators.ts";
import { callMethod } from "../evaluate/methods.ts";
import { isEnvironmentName } from "../flyte/flyteNames.ts";
import { environmentFromTasks } from "../flyte/taskObjects.ts";
import type { Frame } from "../machine.ts";
import { objectMade } from "../values/objects.ts";
import { type Abstract, type Arguments, external, type Site, str } from "../values/values.ts";
import { ATTRIBUTES } from "./attributes.ts";
import { CHANGERS } from "./changers.ts";
import { COPIES } from "./copies.ts";
import type { FollowedFunction } from "./followedFunction.ts";
import { ITERATION, NUMBERS } from "./iteration.ts";
import { JSON_FUNCTIONS } from "./json.ts";
import { LANGUAGE } from "./language.ts";
import { PATHS } from "./paths.ts";
import { TEXT, TEXT_CONSTANTS, textMethod } from "./text.ts";

let followed: ReadonlyMap<string, FollowedFunction> | undefined;

/** By name. Put together at the first call: they evaluate calls, which need this module, so it may be loaded before they are. */
const functions = (): ReadonlyMap<string, FollowedFunction> => {
  followed ??= new Map(
    [LANGUAGE, COPIES, ATTRIBUTES, CHANGERS, ITERATION, JSON_FUNCTIONS, PATHS, TEXT].flatMap((each) =>
      Object.entries(each),
    ),
  );
  return followed;
};

export function callFollowed(frame: Frame, name: string, given: Arguments, site: Site): Abstract {
  const args = isLazy(name) ? given : handedOut(frame, given);
  const known = functions().get(name);
  if (known !== undefined) {
    const positional = args.positional.map(({ value }) => value);
    const result = known(frame, positional, args, site);
    if (result !== undefined) return result;
    const cause = positional.find(({ t }) => t === "unknown");
    return cause ?? objectMade(frame, name, args, site);
  }
  const answer = callUnbound(frame, name, args, site);
  if (answer !== undefined) return answer;
  const dot = name.lastIndexOf(".");
  if (dot > 0 && name.endsWith(".from_task") && isEnvironmentName(name.slice(0, dot))) {
    return environmentFromTasks(frame, { name: name.slice(0, dot) }, args, site);
  }
  return objectMade(frame, name, args, site);
}

/** `str.upper(x)` is `x.upper()`, and `list.append(x, y)` is `x.append(y)`. */
function callUnbound(frame: Frame, name: string, args: Arguments, site: Site): Abstract | undefined {
  const [first, ...rest] = args.positional;
  const on = first?.value;
  if (on === undefined || !/^(str|list|dict|set)\.\w+$/.test(name) || !name.startsWith(`${on.t}.`)) return undefined;
  const [method, bound] = [name.slice(on.t.length + 1), { ...args, positional: rest }];
  return on.t === "str"
    ? textMethod(frame, on.value, method, bound)
    : callMethod(frame, { t: "method", on, name: method }, bound, site);
}

/** Whether it leaves iterators that it is given to whoever asks for what it makes. */
const isLazy = (name: string): boolean =>
  /^(any|all|iter|next|map|filter|zip|enumerate|isinstance|type|callable|print|(itertools|functools|typing)\..*)$/.test(
    name,
  ) && !/^(itertools\.(product|combinations|permutations|pairwise|accumulate)|functools\.reduce)$/.test(name);

/** A name outside the project: a constant that Python's library has had all along, or the name itself. */
export function externalValue(name: string): Abstract {
  if (Object.hasOwn(TEXT_CONSTANTS, name)) return str(TEXT_CONSTANTS[name] ?? "");
  if (Object.hasOwn(NUMBERS, name)) return { t: "float", text: NUMBERS[name] ?? "" };
  return external(name);
}
