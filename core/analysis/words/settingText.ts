/** Settings as people read them: `2 CPU, 4 GiB`, `retries 3`. Which settings there are is for others to say. */

import * as l10n from "@vscode/l10n";
import { or } from "../../../base/values.ts";
import type { PyValue, Value } from "../../../protocol/value.ts";
import { automationOf, cronOf, triggerMaker } from "./automation.ts";
import { argument } from "./callArguments.ts";
import { imageParts, imageText } from "./imageText.ts";
import { scheduleText } from "./schedule.ts";
import { triggerNotes } from "./startText.ts";
import { itemsOf, plain, pyText, unknownText } from "./valueText.ts";

/** A setting in a few words, with its name unless the words say it. */
export function describeSetting(name: string, value: Value): string {
  if (value.kind === "unknown") return `${name} ${unknownText(value)}`;
  if (value.kind === "oneOf") return or(value.values.map((each) => describeKnown(name, each)));
  return describeKnown(name, value.value);
}

/** What a setting consists of, each in words: the layers of an image, secrets, variables, or what it may be; none for one thing. */
export function settingParts(name: string, value: Value): readonly string[] {
  const parts = value.kind === "oneOf" ? value.values.map((each) => describeKnown(name, each)) : partTexts(name, value);
  return parts.length < 2 ? [] : parts;
}

function partTexts(name: string, value: Value): readonly string[] {
  if (value.kind !== "known") return [];
  switch (name) {
    case "image":
      return imageParts(value);
    case "secrets":
      return secretTexts(value.value);
    case "env_vars":
      return variableTexts(value.value);
    default:
      return [];
  }
}

function describeKnown(name: string, value: PyValue): string {
  if (value.type === "none" || isEmpty(value)) return l10n.t("{0} none", name);
  switch (name) {
    case "resources":
      return resourcesText(value) ?? `${name} ${pyText(value)}`;
    case "cache":
      return `${name} ${value.type === "str" ? value.value : (argText(value, "behavior", 0) ?? pyText(value))}`;
    case "retries":
      return `${name} ${value.type === "object" ? (argText(value, "count", 0) ?? pyText(value)) : pyText(value)}`;
    case "timeout":
      return timeoutText(value);
    case "interruptible":
      return value.type === "bool"
        ? value.value
          ? l10n.t("interruptible")
          : l10n.t("not interruptible")
        : `${name} ${pyText(value)}`;
    case "report":
    case "entrypoint":
      return value.type === "bool" && value.value ? name : `${name} ${pyText(value)}`;
    case "reusable":
      return reuseText(value);
    case "triggers":
      return itemsOf(value).map(triggerText).join(", ");
    case "env_vars":
      return `env ${value.type === "dict" ? variableTexts(value).join(", ") : pyText(value)}`;
    case "dependencies":
      return `${name} ${itemsOf(value).map(plain).join(", ")}`;
    case "image":
      return `${name} ${imageText({ kind: "known", value })}`;
    case "secrets": {
      const names = secretTexts(value);
      return names.length === 1 ? l10n.t("secret {0}", names.join(", ")) : l10n.t("secrets {0}", names.join(", "));
    }
    default:
      return `${name} ${value.type === "str" && value.value !== "" ? value.value : pyText(value)}`;
  }
}

/** A list, or its like, of nothing. */
const isEmpty = (value: PyValue): boolean =>
  value.type === "dict" ? value.entries.length === 0 : "items" in value && value.items.length === 0;

function variableTexts(value: PyValue): readonly string[] {
  return value.type === "dict" ? value.entries.map(({ key, value: each }) => `${plain(key)}=${plain(each)}`) : [];
}

/** Keys of secrets, with a mark where one can't be told. */
function secretTexts(value: PyValue): readonly string[] {
  return itemsOf(value).map((each) => {
    if (each.kind !== "known" || each.value.type !== "object") return plain(each);
    return plain(argument(each.value.args, "key", 0)) || pyText(each.value);
  });
}

/** `2 CPU, 4 GiB, GPU A100:1`; undefined for what is no `flyte.Resources`. */
function resourcesText(value: PyValue): string | undefined {
  if (value.type !== "object") return undefined;
  const units: readonly [string, (text: string) => string][] = [
    ["cpu", (text) => `${text} CPU`],
    ["memory", memoryText],
    ["gpu", (text) => (/^\d+$/.test(text) ? `${text} GPU` : `GPU ${text}`)],
    ["disk", (text) => l10n.t("{0} disk", memoryText(text))],
    ["shm", (text) => l10n.t("{0} shared memory", memoryText(text))],
  ];
  const parts = units.flatMap(([name, words], index) => {
    const given = argument(value.args, name, index);
    if (given === undefined || isNone(given)) return [];
    return [
      given.kind === "known"
        ? rangeText(given.value)
            .split("–")
            .map((each, at, all) => (at === all.length - 1 ? words(each) : each))
            .join("–")
        : `${name} ${plain(given)}`,
    ];
  });
  return parts.length === 0 ? undefined : parts.join(", ");
}

function memoryText(text: string): string {
  const match = /^(\d+(?:\.\d+)?)([KMGTP]i?)?$/.exec(text);
  return match?.[2] === undefined ? text : `${match[1]} ${match[2]}B`;
}

/** `(2, 4)` as `2–4`. */
function rangeText(value: PyValue): string {
  return value.type === "tuple" && value.items.length === 2
    ? value.items.map(plain).join("–")
    : plain({ kind: "known", value });
}

function timeoutText(value: PyValue): string {
  if (value.type === "int") return value.text === "0" ? l10n.t("timeout none") : l10n.t("timeout {0} s", value.text);
  if (value.type === "object" && value.callee.endsWith("timedelta")) {
    const words = value.args.map((arg, index) => `${plain(arg.value)} ${arg.name ?? (index === 0 ? "days" : "?")}`);
    return l10n.t("timeout {0}", words.join(" "));
  }
  return l10n.t("timeout {0}", pyText(value));
}

function reuseText(value: PyValue): string {
  const replicas = value.type === "object" ? argument(value.args, "replicas", 0) : undefined;
  if (replicas?.kind !== "known") return l10n.t("reuse {0}", pyText(value));
  return l10n.t("reuse {0}", rangeText(replicas.value));
}

/** `trigger nightly: daily at 06:00 UTC, off until it is activated` */
function triggerText(value: Value): string {
  const how = value.kind === "known" && value.value.type === "object" ? triggerMaker(value.value.callee) : undefined;
  if (how === undefined || value.kind !== "known" || value.value.type !== "object")
    return l10n.t("trigger {0}", plain(value));
  const { args } = value.value;
  const name = plain(argument(args, "name", how === "" ? 0 : -1)) || how;
  const automation = cronOf(how) ?? automationOf(argument(args, "automation", 1));
  const autoActivate = truthOf(argument(args, "auto_activate", how === "" ? 3 : -1));
  const said = [scheduleText(automation), ...triggerNotes({ inputs: [], autoActivate })];
  return l10n.t("trigger {0}: {1}", name, said.join(", "));
}

/** A trigger is on unless it is told otherwise. */
function truthOf(value: Value | undefined): Value<boolean> {
  if (value?.kind === "unknown") return value;
  if (value?.kind === "oneOf") return { kind: "oneOf", values: [true, false] };
  return { kind: "known", value: value?.value.type !== "bool" || value.value.value };
}

/** Keys of the secrets that a setting asks for; what is unknown is left out. */
export function secretNames(value: Value): readonly string[] {
  if (value.kind !== "known") return [];
  const { value: known } = value;
  if (known.type === "str") return [known.value];
  if (known.type === "object") return [plain(argument(known.args, "key", 0))].filter((each) => each !== "");
  return known.type === "list" || known.type === "tuple" ? known.items.flatMap(secretNames) : [];
}

function argText(value: PyValue, name: string, position: number): string | undefined {
  const given = value.type === "object" ? argument(value.args, name, position) : undefined;
  return given === undefined ? undefined : plain(given);
}

const isNone = (value: Value): boolean => value.kind === "known" && value.value.type === "none";
