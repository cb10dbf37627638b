/** A plan as a document. Order, columns and wording are stable: two such texts are what a comparison of two plans compares. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import { placeText } from "../../base/placeText.ts";
import { shellLine } from "../../base/shellLine.ts";
import { or, valuesOf } from "../../base/values.ts";
import type { Place } from "../../protocol/place.ts";
import type {
  Because,
  EffectiveSetting,
  Plan,
  PlanDocument,
  PlannedEnvironment,
  PlannedTask,
  PlanProblem,
} from "../../protocol/plan.ts";
import type { Value } from "../../protocol/value.ts";
import { describeSetting, firstUnknown, itemsOf, secretNames, unknownText } from "../analysis/index.ts";
import { sdkText } from "./sdkText.ts";
import { createWriter, type Piece, type Writer } from "./writer.ts";

/** Columns at which names, texts and settings begin. Fixed, so that a new name moves no other line. */
const NAME = 3;
const TEXT = 17;
const SETTINGS = 60;

/** Settings whose default a reader asks for; the others are named only where they are set. */
const ASKED_FOR = ["resources", "cache", "retries", "timeout", "interruptible", "reusable"];

/** `windows`: the shell for which its command is quoted is PowerShell. */
export function renderPlan(plan: Plan, windows = false): PlanDocument {
  const writer = createWriter();
  writeHead(writer, plan, windows);
  for (const [index, environment] of plan.environments.entries()) writeEnvironment(writer, environment, index + 1);
  writeInstalled(writer, plan);
  writeUnknown(writer, plan);
  writeDefaults(writer, plan);
  return writer.document();
}

function writeHead(writer: Writer, plan: Plan, windows: boolean): void {
  writer.line(
    l10n.t("Plan · {0}", nameText(plan.target)),
    { column: 55 },
    plan.maker === "static" ? l10n.t("static, from the text as it is now") : l10n.t("exact, made by the SDK"),
  );
  const destination = [
    plan.project === undefined
      ? l10n.t("project from the configuration")
      : l10n.t("project {0} ({1})", plan.project.value, plan.project.from),
    plan.domain === undefined
      ? l10n.t("domain from the configuration")
      : l10n.t("domain {0} ({1})", plan.domain.value, plan.domain.from),
    ...(plan.maker === "static" ? [l10n.t("version: known only to the exact plan")] : []),
  ];
  writer.line(shellLine(plan.command, windows));
  writer.line(destination.join(" · "));
  writer.line();
  writer.line(countsOf(plan).join(" · "));
  if (plan.script !== undefined) writer.line(l10n.t("as a script"), ": ", ...settingPieces(plan.script));
  for (const problem of plan.problems) writer.line("! ", ...problemPieces(problem));
  writer.line();
}

function countsOf({ environments }: Plan): readonly string[] {
  const tasks = environments.flatMap((each) => each.tasks);
  const settings = [
    // What every task repeats is counted there: a task may have taken it before the environment was changed.
    ...environments.flatMap((each) => each.settings.filter((setting) => !isHandedDown(each, setting))),
    ...tasks.flatMap((each) => each.settings),
  ];
  const images = new Set(
    [...environments.map(({ image }) => image), ...settings.filter(({ name }) => name === "image")].map(({ value }) =>
      JSON.stringify(value),
    ),
  );
  const triggers = settings
    .filter(({ name }) => name === "triggers")
    .flatMap(({ value }) => (value.kind === "known" ? itemsOf(value.value) : []));
  const secrets = new Set(settings.filter(({ name }) => name === "secrets").flatMap(({ value }) => secretNames(value)));
  const counted: readonly (readonly [number, string, string])[] = [
    [environments.length, l10n.t("1 environment"), l10n.t("{0} environments", environments.length)],
    [tasks.length, l10n.t("1 task"), l10n.t("{0} tasks", tasks.length)],
    [images.size, l10n.t("1 image"), l10n.t("{0} images", images.size)],
    [triggers.length, l10n.t("1 trigger"), l10n.t("{0} triggers", triggers.length)],
    [secrets.size, l10n.t("1 secret needed"), l10n.t("{0} secrets needed", secrets.size)],
  ];
  return counted.flatMap(([count, one, many]) => (count === 0 ? [] : [count === 1 ? one : many]));
}

function writeEnvironment(writer: Writer, environment: PlannedEnvironment, number: number): void {
  const fold = writer.fold();
  writer.line(
    String(number),
    { column: NAME },
    { text: nameText(environment.name), target: environment.place },
    { column: TEXT },
    ...becausePieces(environment.because),
    environment.kind === "TaskEnvironment" ? "" : ` · ${environment.kind}`,
  );
  const { image } = environment;
  writer.line(
    { column: NAME },
    "image",
    { column: TEXT },
    image.text,
    ...(image.place === undefined || firstUnknown(image.value) === undefined ? [] : placePieces(image.place)),
  );
  const own = environment.settings.filter((each) => each.origin !== "default" && !isHandedDown(environment, each));
  if (own.length > 0) writer.line({ column: NAME }, l10n.t("settings"), { column: TEXT }, ...settingPieces(own));
  for (const task of environment.tasks) writeTask(writer, task);
  if (environment.tasks.length === 0 && isTaskEnvironment(environment))
    writer.line({ column: NAME }, l10n.t("no tasks"));
  fold();
  writer.line();
}

/** What every task repeats is said there, with its origin. */
function isHandedDown(environment: PlannedEnvironment, setting: EffectiveSetting): boolean {
  const [task] = environment.tasks;
  return task?.settings.some(({ name }) => name === setting.name) ?? false;
}

const isTaskEnvironment = ({ kind }: PlannedEnvironment): boolean => kind.endsWith("TaskEnvironment");

function writeTask(writer: Writer, task: PlannedTask): void {
  const settings = task.settings.filter(({ origin }) => origin !== "default");
  writer.line(
    { column: NAME },
    { text: task.function, target: task.place },
    { column: TEXT },
    task.signature,
    ...(settings.length === 0 ? [] : [{ column: SETTINGS }, ...settingPieces(settings)]),
  );
}

/** `2 CPU, 4 GiB ‹environment› · retries 3 ‹task›`; each origin leads to where the setting is given. */
function settingPieces(settings: readonly EffectiveSetting[]): readonly Piece[] {
  return settings
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap(({ name, value, origin, place }, index) => [
      `${index === 0 ? "" : " · "}${describeSetting(name, value)} `,
      place === undefined ? `‹${origin}›` : { text: `‹${origin}›`, target: place },
    ]);
}

/** What is asked for most stands first. */
function rank({ name }: EffectiveSetting): number {
  const place = ASKED_FOR.indexOf(name);
  return place < 0 ? ASKED_FOR.length : place;
}

function becausePieces(because: Because): readonly Piece[] {
  switch (because.kind) {
    case "asked":
      return [l10n.t("asked for")];
    case "dependency":
      return [
        because.maybe === undefined
          ? l10n.t("because {0} depends on it", nameText(because.of))
          : l10n.t("because {0} may depend on it", nameText(because.of)),
        ...placePieces(because.place),
      ];
    default:
      return assertNever(because);
  }
}

function placePieces(place: Place): readonly Piece[] {
  return [" (", { text: placeText(place), target: place }, ")"];
}

function problemPieces(problem: PlanProblem): readonly Piece[] {
  switch (problem.kind) {
    case "cycle":
      return [
        l10n.t(
          "depends_on runs in a circle, {0}: the SDK's planning ends with RecursionError",
          problem.names.join(" → "),
        ),
        ...placePieces(problem.place),
      ];
    case "syntax":
      return [l10n.t("the text can't be parsed, so something may be missing here"), ...placePieces(problem.place)];
    case "budget":
      return [l10n.t("this is too much to evaluate, so something may be missing here"), ...placePieces(problem.place)];
    case "duplicateName":
      return [
        l10n.t("two environments are named {0}: the SDK refuses to plan them together", problem.name),
        ...problem.places.flatMap(placePieces),
      ];
    case "imageNotBuilt":
      return [
        l10n.t(
          "{0} was made with an image that its environment has no longer, and nothing builds it: the SDK ends the deployment with MissingEnvironment",
          nameText(problem.task),
        ),
        ...placePieces(problem.place),
      ];
    default:
      return assertNever(problem);
  }
}

function writeInstalled(writer: Writer, { installed = [] }: Plan): void {
  if (installed.length === 0) return;
  const fold = writer.fold();
  writer.line(l10n.t("Of installed packages"));
  for (const { name, module, place } of installed) {
    writer.line({ column: NAME }, nameText(name), { column: TEXT }, module, ...placePieces(place));
  }
  fold();
  writer.line();
}

function writeUnknown(writer: Writer, plan: Plan): void {
  if (plan.unknownDependencies.length === 0) return;
  const fold = writer.fold();
  writer.line(l10n.t("More may come along"));
  for (const { value, place } of plan.unknownDependencies) {
    const what =
      value.kind === "known" ? l10n.t("{0}, which is defined in nothing that was read", value.value) : nameText(value);
    writer.line({ column: NAME }, what, ...placePieces(place));
  }
  fold();
  writer.line();
}

function writeDefaults(writer: Writer, plan: Plan): void {
  const settings = plan.environments.flatMap(({ tasks }) => tasks.flatMap((task) => task.settings));
  const texts = ASKED_FOR.flatMap((name) => {
    const found = settings.find((each) => each.name === name && each.origin === "default");
    return found === undefined ? [] : [describeSetting(name, found.value)];
  });
  if (texts.length > 0)
    writer.line(l10n.t("Where nothing else is said: {0} ‹default› of {1}", texts.join(" · "), sdkText(plan.sdk)));
}

function nameText(value: Value<string>): string {
  return value.kind === "unknown" ? unknownText(value) : or(valuesOf(value));
}
