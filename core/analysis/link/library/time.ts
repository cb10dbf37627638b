/** `datetime`: durations, dates and moments that are written out. What the clock says is nobody's to know here. */

import { floatOf, integerOf, ofFloat } from "../values/numbers.ts";
import { type Abstract, int, type ObjectValue, type Site, str } from "../values/values.ts";

const MICROSECONDS: Readonly<Record<string, number>> = {
  days: 86_400_000_000,
  seconds: 1_000_000,
  microseconds: 1,
  milliseconds: 1_000,
  minutes: 60_000_000,
  hours: 3_600_000_000,
  weeks: 604_800_000_000,
};
const BY_POSITION = Object.keys(MICROSECONDS);

/** Microseconds. */
function durationOf(value: Abstract): number | undefined {
  if (value.t !== "object" || value.callee !== "datetime.timedelta" || value.on !== undefined || value.args.open) {
    return undefined;
  }
  let sum = 0;
  const given = [
    ...value.args.positional.map((each, at) => [BY_POSITION[at] ?? "", each.value] as const),
    ...[...value.args.named].map(([name, each]) => [name, each.value] as const),
  ];
  for (const [name, amount] of given) {
    const unit = Object.hasOwn(MICROSECONDS, name) ? MICROSECONDS[name] : undefined;
    const number = floatOf(amount);
    if (unit === undefined || number === undefined) return undefined;
    sum += number * unit;
  }
  return Number.isSafeInteger(sum) ? sum : undefined;
}

function makeDuration(microseconds: number, site: Site): ObjectValue | undefined {
  if (!Number.isSafeInteger(microseconds)) return undefined;
  const seconds = Math.floor(microseconds / 1_000_000);
  const rest = microseconds - seconds * 1_000_000;
  const named = new Map([["seconds", { value: int(seconds), site }]]);
  if (rest !== 0) named.set("microseconds", { value: int(rest), site });
  return { t: "object", callee: "datetime.timedelta", args: { positional: [], named, open: false }, site };
}

export function durationOperator(op: string, left: Abstract, right: Abstract): Abstract | undefined {
  const [a, b] = [durationOf(left), durationOf(right)];
  const site = left.t === "object" ? left.site : right.t === "object" ? right.site : undefined;
  if (site === undefined) return undefined;
  if (a !== undefined && b !== undefined) {
    if (op === "+") return makeDuration(a + b, site);
    if (op === "-") return makeDuration(a - b, site);
    if (op === "/") return b === 0 ? undefined : ofFloat(a / b);
    return undefined;
  }
  const factor = integerOf(a === undefined ? left : right);
  const whole = factor === undefined ? Number.NaN : Number(factor);
  const duration = a ?? b;
  if (op !== "*" || duration === undefined) return undefined;
  return makeDuration(duration * whole, site);
}

function durationText(microseconds: number): string {
  const days = Math.floor(microseconds / 86_400_000_000);
  const rest = microseconds - days * 86_400_000_000;
  const seconds = Math.floor(rest / 1_000_000);
  const two = (number: number) => String(number).padStart(2, "0");
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = rest % 1_000_000 === 0 ? "" : `.${String(rest % 1_000_000).padStart(6, "0")}`;
  const before = days === 0 ? "" : `${days} day${Math.abs(days) === 1 ? "" : "s"}, `;
  return before + clock + fraction;
}

interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Absent for a date. */
  readonly clock?: readonly [hour: number, minute: number, second: number, microsecond: number];
}

const PARTS = ["year", "month", "day", "hour", "minute", "second", "microsecond"];

function momentOf(value: Abstract): Moment | undefined {
  if (value.t !== "object" || value.on !== undefined || value.args.open) return undefined;
  const isDate = value.callee === "datetime.date";
  if (!isDate && value.callee !== "datetime.datetime") return undefined;
  const numbers = new Map<string, number>();
  const given = [
    ...value.args.positional.map((each, at) => [PARTS[at] ?? "", each.value] as const),
    ...[...value.args.named].map(([name, each]) => [name, each.value] as const),
  ];
  for (const [name, each] of given) {
    const number = integerOf(each);
    // With a time zone its text has an offset.
    if (number === undefined || !PARTS.includes(name)) return undefined;
    numbers.set(name, Number(number));
  }
  const part = (name: string) => numbers.get(name) ?? 0;
  const date = { year: part("year"), month: part("month"), day: part("day") };
  if (date.year < 1000 || date.year > 9999 || date.month < 1 || date.day < 1) return undefined;
  return isDate ? date : { ...date, clock: [part("hour"), part("minute"), part("second"), part("microsecond")] };
}

function isoText({ year, month, day, clock }: Moment, between: string): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const date = `${year}-${two(month)}-${two(day)}`;
  if (clock === undefined) return date;
  const [hour, minute, second, microsecond] = clock;
  const fraction = microsecond === 0 ? "" : `.${String(microsecond).padStart(6, "0")}`;
  return `${date}${between}${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
}

/** `strftime`, with the directives that no locale changes. */
function written({ year, month, day, clock = [0, 0, 0, 0] }: Moment, format: string): string | undefined {
  const two = (number: number) => String(number).padStart(2, "0");
  const parts: Readonly<Record<string, string>> = {
    Y: String(year),
    m: two(month),
    d: two(day),
    H: two(clock[0]),
    M: two(clock[1]),
    S: two(clock[2]),
    y: two(year % 100),
    "%": "%",
  };
  let failed = false;
  const text = format.replace(/%(.)?/g, (_, directive: string | undefined) => {
    const part = directive === undefined ? undefined : parts[directive];
    if (part === undefined) failed = true;
    return part ?? "";
  });
  return failed ? undefined : text;
}

/** `str(value)`. */
export function timeText(value: ObjectValue): string | undefined {
  const duration = durationOf(value);
  if (duration !== undefined) return durationText(duration);
  const moment = momentOf(value);
  return moment === undefined ? undefined : isoText(moment, " ");
}

/** `format(value, spec)` of a date. */
export function timeFormat(value: ObjectValue, spec: string): string | undefined {
  const moment = momentOf(value);
  return moment === undefined ? undefined : written(moment, spec);
}

export function timeAttribute(on: ObjectValue, name: string): Abstract | undefined {
  const duration = durationOf(on);
  if (duration !== undefined) {
    const days = Math.floor(duration / 86_400_000_000);
    const rest = duration - days * 86_400_000_000;
    if (name === "days") return int(days);
    if (name === "seconds") return int(Math.floor(rest / 1_000_000));
    return name === "microseconds" ? int(rest % 1_000_000) : undefined;
  }
  const moment = momentOf(on);
  const at = PARTS.indexOf(name);
  if (moment === undefined || at < 0) return undefined;
  const part = [moment.year, moment.month, moment.day, ...(moment.clock ?? [])][at];
  return part === undefined ? undefined : int(part);
}

export function timeMethod(on: ObjectValue, name: string, args: readonly Abstract[]): Abstract | undefined {
  const duration = durationOf(on);
  if (duration !== undefined) return name === "total_seconds" ? ofFloat(duration / 1_000_000) : undefined;
  const moment = momentOf(on);
  const [first] = args;
  if (moment === undefined) return undefined;
  if (name === "isoformat" && args.length === 0) return str(isoText(moment, "T"));
  if (name !== "strftime" || first?.t !== "str") return undefined;
  const text = written(moment, first.value);
  return text === undefined ? undefined : str(text);
}

/** `a < b` of durations and of dates. */
export function compareTimes(op: string, left: Abstract, right: Abstract): boolean | undefined {
  const order = (value: Abstract): number | string | undefined => {
    const moment = momentOf(value);
    return durationOf(value) ?? (moment === undefined ? undefined : isoText(moment, " "));
  };
  const [a, b] = [order(left), order(right)];
  if (a === undefined || b === undefined || typeof a !== typeof b) return undefined;
  switch (op) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    default:
      return undefined;
  }
}
