/** What the standard library's objects know of themselves: attributes, methods and text. */

import { attributeOf } from "../evaluate/attribute.ts";
import type { Frame } from "../machine.ts";
import { getItem, getKey, sequence } from "../values/containers.ts";
import { isWhole } from "../values/judge.ts";
import { type Abstract, type Arguments, type ObjectValue, type Site, str } from "../values/values.ts";
import { strOf } from "../values/written.ts";
import { isPath, pathAttribute, pathMethod, pathOf, pathText } from "./paths.ts";
import { substituted } from "./text.ts";
import { timeAttribute, timeMethod, timeText } from "./time.ts";

export { timeFormat } from "./time.ts";

/** `str(value)`. */
export const objectText = (value: ObjectValue): string | undefined => pathText(value) ?? timeText(value);

/** An attribute that is a value; methods are objectMethod's. */
export function knownAttribute(frame: Frame, on: ObjectValue, name: string): Abstract | undefined {
  if (isPath(on)) {
    const path = pathOf(on);
    if (name === "parts" && path !== undefined && !path.belowRoot && path.text !== ".") {
      const root = path.text.startsWith("/") ? ["/"] : [];
      return sequence(frame, "tuple", [...root, ...path.text.split("/").filter((part) => part !== "")].map(str));
    }
    return pathAttribute(on, name);
  }
  return timeAttribute(on, name);
}

export function objectMethod(
  frame: Frame,
  on: ObjectValue,
  name: string,
  args: Arguments,
  site: Site,
): Abstract | undefined {
  const values = args.positional.map(({ value }) => value);
  if (args.open) return undefined;
  if (isPath(on)) return args.named.size > 0 ? undefined : pathMethod(on, name, values);
  switch (on.callee) {
    case "string.Template":
      return template(frame, on, name, args);
    case "re.compile":
      return substituted(
        name,
        [...on.args.positional, ...args.positional].map(({ value }) => value),
        on.args,
        args,
      );
    case "operator.itemgetter": {
      const [key, ...others] = on.args.positional;
      const [item] = values;
      if (name !== "__call__" || key === undefined || item === undefined || others.length > 0) return undefined;
      return getItem(item, key.value, frame);
    }
    case "operator.attrgetter": {
      const [key] = on.args.positional;
      const [item] = values;
      if (name !== "__call__" || key?.value.t !== "str" || item === undefined) return undefined;
      return key.value.value.split(".").reduce((at, part) => attributeOf(frame, at, part, site), item);
    }
    default:
      return args.named.size > 0 ? undefined : timeMethod(on, name, values);
  }
}

function template(frame: Frame, on: ObjectValue, name: string, args: Arguments): Abstract | undefined {
  const text = on.args.positional[0]?.value;
  const mapping = args.positional[0]?.value;
  if ((name !== "substitute" && name !== "safe_substitute") || text?.t !== "str") return undefined;
  if (mapping !== undefined && (mapping.t !== "dict" || !isWhole(mapping))) return undefined;
  let failed = false;
  const result = text.value.replace(
    /\$(?:\$|([_a-z]\w*)|\{([_a-z]\w*)\})/gi,
    (whole, bare?: string, braced?: string) => {
      const key = bare ?? braced;
      if (key === undefined) return "$";
      const value = args.named.get(key)?.value ?? (mapping?.t === "dict" ? getKey(mapping, str(key)) : undefined);
      const written = value === undefined ? undefined : strOf(frame, value);
      if (written === undefined && (value !== undefined || name === "substitute")) failed = true;
      return written ?? whole;
    },
  );
  return failed ? undefined : str(result);
}
