/** When a trigger fires, in words of the user's language; a schedule that has no short words is shown as it is written. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../../base/assertNever.ts";
import type { Automation } from "../../../protocol/model.ts";
import type { Value } from "../../../protocol/value.ts";

export function scheduleText(automation: Automation): string {
  switch (automation.kind) {
    case "cron": {
      const expression = known(automation.expression);
      if (expression === undefined) return l10n.t("on a schedule that can't be told from the text");
      return cronText(expression, known(automation.timezone) ?? "?");
    }
    case "rate": {
      const minutes = known(automation.minutes);
      return minutes === undefined ? l10n.t("at a rate that can't be told from the text") : everyText(Number(minutes));
    }
    case "artifact": {
      const name = known(automation.name);
      return name === undefined ? l10n.t("on a new artifact") : l10n.t("on each new version of {0}", name);
    }
    case "manual":
      return l10n.t("by hand");
    case "unknown":
      return l10n.t("on what can't be told from the text");
    default:
      return assertNever(automation);
  }
}

const known = (value: Value<string>): string | undefined => (value.kind === "known" ? value.value : undefined);

function everyText(minutes: number): string {
  if (minutes % 1440 === 0) return minutes === 1440 ? l10n.t("every day") : l10n.t("every {0} days", minutes / 1440);
  if (minutes % 60 === 0) return minutes === 60 ? l10n.t("every hour") : l10n.t("every {0} hours", minutes / 60);
  return minutes === 1 ? l10n.t("every minute") : l10n.t("every {0} minutes", minutes);
}

const ALIASES: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/** `0 6 * * 1-5` in `UTC`: `Monday to Friday at 06:00 UTC`. */
function cronText(expression: string, timezone: string): string {
  const written = expression.trim();
  const [minute, hour, day, month, weekday, ...others] = (ALIASES[written] ?? written).split(/\s+/);
  const asWritten = l10n.t("cron {0} {1}", written, timezone);
  if (weekday === undefined || minute === undefined || hour === undefined || others.length > 0) return asWritten;
  const days = daysText(day ?? "", month ?? "", weekday);
  if (days === undefined) return asWritten;
  const interval = intervalText(minute, hour);
  if (interval !== undefined) return days === "" ? interval : l10n.t("{0}, {1}", interval, days);
  const within = withinText(minute, hour, timezone);
  if (within !== undefined) return days === "" ? within : l10n.t("{0}, {1}", within, days);
  const times = timesOf(minute, hour);
  if (times === undefined) return asWritten;
  return l10n.t("{0} at {1} {2}", days === "" ? l10n.t("daily") : days, listed(times), timezone);
}

/** Several times an hour, or each few hours. */
function intervalText(minute: string, hour: string): string | undefined {
  const stepOf = (field: string) => (field === "*" ? 1 : Number(/^\*\/(\d+)$/.exec(field)?.[1] ?? Number.NaN));
  const [minutes, hours] = [stepOf(minute), stepOf(hour)];
  // Steps that don't divide the hour or the day leave a shorter one at its end.
  if (hour === "*" && minutes >= 1 && 60 % minutes === 0) return everyText(minutes);
  if (!(hours >= 1) || 24 % hours !== 0 || !/^\d{1,2}$/.test(minute) || Number(minute) > 59) return undefined;
  const every = everyText(hours * 60);
  return Number(minute) === 0 ? every : l10n.t("{0} at minute {1}", every, Number(minute));
}

/** Each few minutes of an hour or some hours, or hourly in some. */
function withinText(minute: string, hour: string, timezone: string): string | undefined {
  const [first = Number.NaN, last = first, ...others] = hour.split("-").map((part) => numbersOf(part, 0, 23)?.[0]);
  if (!/^\d+(-\d+)?$/.test(hour) || others.length > 0 || !(first <= last)) return undefined;
  const step = minute === "*" ? 1 : Number(/^\*\/(\d+)$/.exec(minute)?.[1] ?? Number.NaN);
  if (step >= 1 && step <= 30 && 60 % step === 0)
    return l10n.t("{0} from {1} to {2} {3}", everyText(step), timeText(first, 0), timeText(last, 60 - step), timezone);
  const [at, ...more] = numbersOf(minute, 0, 59) ?? [];
  if (first === last || at === undefined || more.length > 0) return undefined;
  return l10n.t("{0} from {1} to {2} {3}", everyText(60), timeText(first, at), timeText(last, at), timezone);
}

const timeText = (hour: number, minute: number): string =>
  [hour, minute].map((each) => String(each).padStart(2, "0")).join(":");

function timesOf(minute: string, hour: string): readonly string[] | undefined {
  const [minutes, hours] = [numbersOf(minute, 0, 59), numbersOf(hour, 0, 23)];
  if (minutes === undefined || hours === undefined || minutes.length * hours.length > 4) return undefined;
  return hours.flatMap((h) => minutes.map((m) => timeText(h, m)));
}

function numbersOf(field: string, least: number, most: number): readonly number[] | undefined {
  const numbers = field.split(",").map((part) => (/^\d{1,2}$/.test(part) ? Number(part) : Number.NaN));
  return numbers.every((each) => each >= least && each <= most) ? numbers : undefined;
}

/** Empty for every day. A day of the month beside a weekday means either, which has no short words. */
function daysText(day: string, month: string, weekday: string): string | undefined {
  const isAny = (field: string) => field === "*" || field === "?";
  if (isAny(day) && isAny(month))
    return isAny(weekday) ? "" : rangesText(weekday, "sun mon tue wed thu fri sat", 0, 7, weekdays());
  if (!isAny(weekday)) return undefined;
  const months = isAny(month)
    ? undefined
    : rangesText(month, "jan feb mar apr may jun jul aug sep oct nov dec", 1, 12, monthNames());
  if (!isAny(month) && months === undefined) return undefined;
  if (isAny(day)) return l10n.t("daily in {0}", months ?? "");
  const numbers = numbersOf(day, 1, 31);
  if (numbers === undefined || numbers.length > 4) return undefined;
  const days = listed(numbers.map(String));
  return months === undefined ? l10n.t("on day {0} of each month", days) : l10n.t("on day {0} of {1}", days, months);
}

/** `1-5`, `mon,wed`: names, the first of which has the number `least`. */
function rangesText(
  field: string,
  short: string,
  least: number,
  most: number,
  names: readonly string[],
): string | undefined {
  const abbreviations = short.split(" ");
  const nameOf = (part: string): string | undefined => {
    const named = abbreviations.indexOf(part.toLowerCase());
    const number = named >= 0 ? named + least : /^\d{1,2}$/.test(part) ? Number(part) : Number.NaN;
    return number >= least && number <= most ? names[(number - least) % names.length] : undefined;
  };
  const parts = field.split(",").map((part) => {
    const [from = "", to, ...others] = part.split("-");
    const [first, last] = [nameOf(from), to === undefined ? undefined : nameOf(to)];
    if (first === undefined || others.length > 0) return undefined;
    return to === undefined ? first : last === undefined ? undefined : l10n.t("{0} to {1}", first, last);
  });
  const texts = parts.flatMap((part) => part ?? []);
  return texts.length === parts.length && texts.length <= 5 ? listed(texts) : undefined;
}

function listed(parts: readonly string[]): string {
  const [last = "", ...before] = [...parts].reverse();
  return before.length === 0 ? last : l10n.t("{0} and {1}", before.reverse().join(", "), last);
}

const weekdays = (): readonly string[] => [
  l10n.t("Sunday"),
  l10n.t("Monday"),
  l10n.t("Tuesday"),
  l10n.t("Wednesday"),
  l10n.t("Thursday"),
  l10n.t("Friday"),
  l10n.t("Saturday"),
];

const monthNames = (): readonly string[] => [
  l10n.t("January"),
  l10n.t("February"),
  l10n.t("March"),
  l10n.t("April"),
  l10n.t("May"),
  l10n.t("June"),
  l10n.t("July"),
  l10n.t("August"),
  l10n.t("September"),
  l10n.t("October"),
  l10n.t("November"),
  l10n.t("December"),
];
