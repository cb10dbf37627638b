/** The order of a class and its bases, its metaclass, and the objects that are made of nothing but a class. */

import type { Frame } from "../machine.ts";
import type { Abstract, ClassValue, InstanceValue, Site } from "./values.ts";

/** A class, or a base outside the project, of which nothing but its name is known. */
type Base = Abstract;

const lines = new WeakMap<ClassValue, readonly Base[]>();
const orders = new WeakMap<ClassValue, readonly ClassValue[]>();

/** The classes of the project that Python asks for an attribute, one after another: its method resolution order. */
export function orderOf(cls: ClassValue): readonly ClassValue[] {
  const known = orders.get(cls);
  if (known !== undefined) return known;
  const order = lineOf(cls).filter((each) => each.t === "class");
  orders.set(cls, order);
  return order;
}

/** The same with those outside the project, each at its place. */
export function lineOf(cls: ClassValue): readonly Base[] {
  const known = lines.get(cls);
  if (known !== undefined) return known;
  const line = [cls, ...merged([...cls.bases.map((base) => (base.t === "class" ? lineOf(base) : [base])), cls.bases])];
  lines.set(cls, line);
  return line;
}

const isOne = (a: Base, b: Base): boolean => a === b || (a.t === "external" && b.t === "external" && a.name === b.name);

/** Next comes whoever stands behind nobody else. */
function merged(lists: readonly (readonly Base[])[]): readonly Base[] {
  const order: Base[] = [];
  for (let left = lists.filter(({ length }) => length > 0); left.length > 0; ) {
    const firsts = left.flatMap(([first]) => first ?? []);
    // Python refuses bases that contradict each other.
    const next =
      firsts.find((each) => left.every((list) => list.findIndex((other) => isOne(other, each)) <= 0)) ?? firsts[0];
    if (next === undefined) break;
    order.push(next);
    left = left.map((list) => list.filter((each) => !isOne(each, next))).filter(({ length }) => length > 0);
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

/** The metaclass that a class has, of itself or of a base. */
export const metaOf = (cls: ClassValue): Abstract | undefined =>
  orderOf(cls).find(({ meta }) => meta !== undefined)?.meta;
