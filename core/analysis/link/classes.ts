/** The order of a class and its bases, and the objects that are made of nothing but a class. */

import type { Frame } from "./machine.ts";
import type { Abstract, ClassValue, InstanceValue, Site } from "./values.ts";

const orders = new WeakMap<ClassValue, readonly ClassValue[]>();

/** The classes of the project that Python asks for an attribute, one after another: its method resolution order. */
export function orderOf(cls: ClassValue): readonly ClassValue[] {
  const known = orders.get(cls);
  if (known !== undefined) return known;
  const bases = cls.bases.filter((base) => base.t === "class");
  const order = [cls, ...merged([...bases.map(orderOf), bases])];
  orders.set(cls, order);
  return order;
}

/** Next comes whoever stands behind nobody else. */
function merged(lists: readonly (readonly ClassValue[])[]): readonly ClassValue[] {
  const order: ClassValue[] = [];
  for (let left = lists.filter(({ length }) => length > 0); left.length > 0; ) {
    const firsts = left.flatMap(([first]) => first ?? []);
    // Python refuses bases that contradict each other.
    const next = firsts.find((each) => left.every((list) => list.indexOf(each) <= 0)) ?? firsts[0];
    if (next === undefined) break;
    order.push(next);
    left = left.map((list) => list.filter((each) => each !== next)).filter(({ length }) => length > 0);
  }
  return order;
}

/** The class of the project that a value is an object of; of a class itself that is the class. */
export function classOf(value: Abstract): ClassValue | undefined {
  switch (value.t) {
    case "class":
      return value;
    case "instance":
      return value.cls;
    case "environment":
      return value.record.cls;
    default:
      return undefined;
  }
}

/** An object before its constructor ran. */
export function blank(frame: Frame, cls: ClassValue, site: Site): InstanceValue {
  const { module, when, doubt } = frame;
  return { t: "instance", cls, attributes: new Map(), owner: module.file, when, depth: doubt, site };
}
