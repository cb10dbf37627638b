/** `flightdeck list`: what each file defines. The JSON's shape is stable: other programs read it. */

import * as l10n from "@vscode/l10n";
import { inOneLine } from "../base/inOneLine.ts";
import { maybeText } from "../base/maybeText.ts";
import { namesOf } from "../base/values.ts";
import { whenText } from "../core/analysis/index.ts";
import type {
  AppFunctionRole,
  DependsOn,
  EntryPoint,
  Environment,
  FileModel,
  FileProblem,
  Flytekit,
  ProjectModel,
  Task,
  When,
} from "../protocol/model.ts";
import type { Place, Range } from "../protocol/place.ts";
import type { Value } from "../protocol/value.ts";
import { problemText } from "./problem.ts";
import { imageSteps, type ListedStep, type ListedValue, listedValues, type TextAt } from "./values.ts";

/** Absent for what exists once the file is imported. */
interface Existence {
  readonly when?: Exclude<When, "import">;
}

/** Of a notebook: the cell, from 1 among all its cells, that the line is in. */
interface InCell {
  readonly cell?: number;
}

/** What the constructor or decorator was given; only where it was asked for. */
interface Given {
  readonly values?: readonly ListedValue[];
}

/** Where the text leaves open which of several names it is. */
interface Named {
  readonly names?: readonly string[];
}

export interface ListedEnvironment extends Existence, InCell, Given, Named {
  /** `null` where the text does not tell. */
  readonly name: string | null;
  /** The class, such as `TaskEnvironment`. */
  readonly kind: string;
  /** Where the constructing call begins, from 1. */
  readonly line: number;
  /** What an app runs; the line is that of `def`. */
  readonly functions?: readonly (InCell & {
    readonly role: AppFunctionRole;
    readonly name: string;
    readonly line: number;
  })[];
  /** What a connector serves, as written. */
  readonly modules?: readonly (string | null)[];
  /** The calls that make its image. */
  readonly image?: readonly ListedStep[];
}

export interface ListedTask extends Existence, InCell, Given, Named {
  /** Fully qualified. */
  readonly name: string | null;
  /** Of `def`, from 1; of a task without a function, where the call begins that makes it. */
  readonly line: number;
  readonly inputs: readonly { readonly name: string; readonly hasDefault: boolean }[];
  /** `schedule` in words. */
  readonly triggers?: readonly { readonly name: string | null; readonly schedule: string }[];
}

/** A task that somebody deployed, named by the file. `null` where the text does not tell. */
export interface ListedReference extends Existence, InCell {
  readonly name: string | null;
  /** Of the call that names it, from 1. */
  readonly line: number;
  readonly project?: string | null;
  readonly domain?: string | null;
  readonly version?: string | null;
}

/** What the file does as a script, or on import. */
export interface ListedEntryPoint extends InCell {
  readonly kind: EntryPoint["kind"];
  readonly targets: readonly (string | null)[];
  readonly contact: EntryPoint["contact"]["kind"];
  /** From 1; in another file where a function of that one makes the call. */
  readonly line: number;
  readonly file?: string;
}

export type Edge = readonly [string | null, string | null];

export interface ListedFile {
  readonly environments: readonly ListedEnvironment[];
  readonly tasks: readonly ListedTask[];
  /** By name, under the file whose statement makes them. */
  readonly dependsOn: readonly Edge[];
  /** Those among `dependsOn` that may not be declared, or be another environment's: the text allows for more than one. */
  readonly dependsOnMaybe?: readonly Edge[];
  /** Those that a call or a script run adds to environments that exist without it. */
  readonly dependsOnLater?: readonly {
    readonly edge: Edge;
    readonly when: Exclude<When, "import">;
    readonly maybe?: true;
  }[];
  readonly references?: readonly ListedReference[];
  readonly traces?: readonly (InCell & { readonly name: string; readonly line: number })[];
  readonly entryPoints?: readonly ListedEntryPoint[];
  readonly problems?: readonly FileProblem[];
  /** What a file of Flyte 1 defines. */
  readonly flytekit?: Flytekit;
}

export interface Listing {
  /** By path relative to the folder, `/` between parts. */
  readonly files: Readonly<Record<string, ListedFile>>;
}

/** @param textAt makes the listing tell values too */
export function listing(model: ProjectModel, textAt?: TextAt): Listing {
  const late = new Set(
    model.files.flatMap((file) => file.environments.filter(({ when }) => when !== "import").map(({ id }) => id)),
  );
  const files = model.files.filter(saysAnything).map((file) => [file.path, listedFile(file, late, textAt)] as const);
  return { files: Object.fromEntries(files) };
}

function listedFile(file: FileModel, late: ReadonlySet<string>, textAt: TextAt | undefined): ListedFile {
  const belongs = ({ from, when }: DependsOn): boolean =>
    when === "import" || (from.kind === "known" && late.has(from.value));
  const later = file.dependsOn.flatMap((edge) =>
    edge.when === "import" || belongs(edge)
      ? []
      : [{ edge: edgeOf(edge), when: edge.when, ...(edge.maybe === undefined ? {} : { maybe: edge.maybe }) }],
  );
  const references = file.tasks.filter(({ kind }) => kind === "reference");
  const tasks = file.tasks.filter(({ kind }) => kind !== "reference");
  return {
    environments: file.environments.map((each) => ({
      name: nullable(each.name),
      ...severalNames(each.name),
      kind: each.kind,
      ...cellOf(each.place),
      line: each.place.range.start.line + 1,
      ...existence(each),
      ...some(each.functions, (functions) => ({
        functions: functions.map(({ role, name, place, selection }) => ({
          role,
          name,
          ...cellOf(place),
          line: lineOf(selection),
        })),
      })),
      ...some(each.modules, (modules) => ({ modules: modules.map(({ path }) => nullable(path)) })),
      ...given(each, file, textAt),
      ...madeImage(each, textAt),
    })),
    tasks: tasks.map((each) => ({
      name: nullable(each.name),
      ...severalNames(each.name),
      ...cellOf(each.place),
      line: (each.kind === "function" ? each.selection : each.place.range).start.line + 1,
      inputs: each.inputs.map(({ name, hasDefault }) => ({ name, hasDefault })),
      ...existence(each),
      ...some(each.triggers, (triggers) => ({
        triggers: triggers.map(({ name, schedule }) => ({ name: nullable(name), schedule })),
      })),
      ...given(each, file, textAt),
    })),
    dependsOn: file.dependsOn.filter(belongs).map(edgeOf),
    ...some(
      file.dependsOn.filter(belongs).filter(({ maybe }) => maybe === true),
      (unsure) => ({ dependsOnMaybe: unsure.map(edgeOf) }),
    ),
    ...(later.length === 0 ? {} : { dependsOnLater: later }),
    ...some(references, (found) => ({ references: found.map(listedReference) })),
    ...some(file.traces, (traces) => ({
      traces: traces.map(({ name, place, selection }) => ({ name, ...cellOf(place), line: lineOf(selection) })),
    })),
    ...some(file.entryPoints, (entryPoints) => ({
      entryPoints: entryPoints.map(({ kind, targets, contact, place }) => ({
        kind,
        targets: targets.map(({ name }) => nullable(name)),
        contact: contact.kind,
        ...cellOf(place),
        line: lineOf(place.range),
        ...(place.file === file.path ? {} : { file: place.file }),
      })),
    })),
    ...(file.problems.length === 0 ? {} : { problems: file.problems }),
    ...(file.flytekit === undefined ? {} : { flytekit: file.flytekit }),
  };
}

function listedReference(task: Task): ListedReference {
  const { project, domain, version } = task.remote ?? {};
  return {
    name: nullable(task.name),
    ...cellOf(task.place),
    line: lineOf(task.place.range),
    ...(project === undefined ? {} : { project: nullable(project) }),
    ...(domain === undefined ? {} : { domain: nullable(domain) }),
    ...(version === undefined ? {} : { version: nullable(version) }),
    ...existence(task),
  };
}

const cellOf = ({ cell }: Place): InCell => (cell === undefined ? {} : { cell: cell + 1 });

const lineOf = ({ start }: Range): number => start.line + 1;

/** What is made of a list, unless there is nothing in it. */
function some<Item, Made extends object>(items: readonly Item[] | undefined, make: (items: readonly Item[]) => Made) {
  return items === undefined || items.length === 0 ? {} : make(items);
}

const saysAnything = (file: FileModel): boolean =>
  [file.environments, file.tasks, file.dependsOn, file.problems, file.traces, file.entryPoints].some(
    (each) => each !== undefined && each.length > 0,
  ) || file.flytekit !== undefined;

const existence = ({ when }: Environment | Task): Existence => (when === "import" ? {} : { when });

/** How a notebook's values are written is not told: its file is JSON. */
const given = ({ settings }: Environment | Task, file: FileModel, textAt: TextAt | undefined): Given =>
  textAt === undefined || file.notebook === true ? {} : { values: listedValues(settings, file.path, textAt) };

function madeImage({ settings }: Environment, textAt: TextAt | undefined): Pick<ListedEnvironment, "image"> {
  const image = textAt === undefined ? [] : imageSteps(settings);
  return image.length === 0 ? {} : { image };
}

const edgeOf = ({ fromName, toName }: DependsOn): Edge => [nullable(fromName), nullable(toName)];

const nullable = (value: Value<string>): string | null => (value.kind === "known" ? value.value : null);

const severalNames = (value: Value<string>): Named => (value.kind === "oneOf" ? { names: value.values } : {});

/** For people: files, their environments and tasks, and what is wrong with them. */
export function listText(model: ProjectModel, size: number, folder: string): string {
  const files = model.files.filter(saysAnything);
  if (files.length === 0) {
    return `${l10n.t("No Flyte environments in {0}. Flightdeck read {1} Python files and found none that defines one.", folder, size)}\n`;
  }
  return files.map(fileText).join("\n");
}

function fileText(file: FileModel): string {
  const lines = [file.notebook === true ? `${file.path}  ${l10n.t("notebook, read-only")}` : file.path];
  for (const environment of file.environments) {
    lines.push(
      `  ${(namesOf(environment.name) ?? "?").padEnd(20)}  ${inOneLine([environment.kind, environment.summary, whenText(environment.when)])}`,
    );
  }
  for (const task of file.tasks) {
    lines.push(
      `    ${(namesOf(task.name) ?? task.function).padEnd(18)}  ${[task.signature, task.summary, whenText(task.when)].filter(Boolean).join("  ")}`,
    );
  }
  for (const edge of file.dependsOn) {
    const text = l10n.t("{0} depends on {1}", namesOf(edge.fromName) ?? "?", namesOf(edge.toName) ?? "?");
    lines.push(`  ${maybeText(text, edge.maybe === undefined)}`);
  }
  if (file.flytekit !== undefined) {
    lines.push(`  ${l10n.t("Flyte 1: {0}", counted(file.flytekit))}`);
  }
  for (const problem of file.problems) lines.push(`  ! ${problemText(problem)}`);
  return `${lines.join("\n")}\n`;
}

function counted({ workflows, tasks, launchPlans }: Flytekit): string {
  return [
    workflows === 1 ? l10n.t("1 workflow") : l10n.t("{0} workflows", workflows),
    tasks === 1 ? l10n.t("1 task") : l10n.t("{0} tasks", tasks),
    ...(launchPlans === 0
      ? []
      : [launchPlans === 1 ? l10n.t("1 launch plan") : l10n.t("{0} launch plans", launchPlans)]),
  ].join(", ");
}
