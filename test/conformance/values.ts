/** The values of the static model's answer against those that the SDK holds. Making values of claims is Python's work. */

import type { Finding, Result } from "./compare.ts";
import type {
  Claim,
  Rebuilt,
  RegisteredEnvironment,
  RegisteredTask,
  Registry,
  Stated,
  StatedEnvironment,
  StatedState,
  StatedTask,
  Written,
} from "./facts.ts";

/** More possibilities than these are no knowledge. */
const FEW = 3;

interface Subject {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly actual: RegisteredEnvironment | RegisteredTask;
  readonly said: StatedEnvironment | StatedTask | undefined;
}

/** Each environment and task of the SDK beside what the model says of it. */
function subjects(registry: Registry, stated: Stated): readonly Subject[] {
  const pair = <A extends RegisteredEnvironment | RegisteredTask, S extends StatedEnvironment | StatedTask>(
    actual: readonly A[],
    said: (file: string) => readonly S[],
  ): Subject[] =>
    actual
      .filter(({ file }) => registry.imported.has(file))
      .map((each) => ({
        file: each.file,
        line: each.line,
        name: each.name,
        actual: each,
        said: said(each.file).find(
          ({ line, name, when }) => line === each.line && name === each.name && when === undefined,
        ),
      }));
  return [
    ...pair(registry.environments, (file) => stated.files[file]?.environments ?? []),
    ...pair(registry.tasks, (file) => stated.files[file]?.tasks ?? []),
  ];
}

/** What the model says of one parameter or one argument of an image's call. */
interface Saying {
  readonly subject: Subject;
  readonly label: string;
  readonly line: number;
  /** What the SDK holds, as canonical text; absent where it does not tell. */
  readonly actual: string | undefined;
  readonly claims: readonly Claim[];
}

function membersOf(state: StatedState): readonly unknown[] {
  switch (state.state) {
    case "known":
      return [state.value];
    case "oneOf":
      return state.values ?? [];
    case "unknown":
      return [];
  }
}

const isEnvironment = (actual: Subject["actual"]): actual is RegisteredEnvironment => "sdkClass" in actual;

function sayings(registry: Registry, stated: Stated): readonly Saying[] {
  return subjects(registry, stated).flatMap((subject) => {
    const { actual, said } = subject;
    const own = (said?.values ?? []).map((value): Saying => {
      const probe = { parameter: value.parameter, ...(isEnvironment(actual) ? { class: actual.sdkClass } : {}) };
      return {
        subject,
        label: `${subject.name} ${value.parameter}`,
        line: value.file === undefined ? value.line : subject.line,
        actual: actual.values[value.parameter],
        claims: membersOf(value).map((each) => ({ value: each, file: subject.file, ...probe })),
      };
    });
    return [...own, ...imageSayings(subject)];
  });
}

function imageSayings(subject: Subject): readonly Saying[] {
  const { actual, said } = subject;
  if (!isEnvironment(actual) || said === undefined || !("image" in said)) return [];
  const steps = actual.image ?? [];
  if (steps.length !== said.image?.length) return [];
  return steps.flatMap((step, index) =>
    (said.image?.[index]?.arguments ?? []).map((argument): Saying => {
      const { parameter } = argument;
      return {
        subject,
        label: `${subject.name} image ${step.method}(${parameter})`,
        line: subject.line,
        actual: typeof parameter === "number" ? step.args[parameter] : step.named[parameter],
        claims: membersOf(argument).map((value) => ({ value, file: subject.file })),
      };
    }),
  );
}

/** All that Python is to make, in the order in which `compareValues` wants it back. */
export function claimsOf(registry: Registry, stated: Stated): readonly Claim[] {
  return sayings(registry, stated).flatMap(({ claims }) => claims);
}

export interface ValueResult extends Result {
  /** Values that are said to be known and that nobody can check, with the reason. */
  readonly unjudged: readonly string[];
}

/** How many of the values that the model knows are the SDK's. One of few is right if it is among them. */
export function compareValues(registry: Registry, stated: Stated, rebuilt: readonly Rebuilt[]): ValueResult {
  const findings: Finding[] = [];
  const unjudged: string[] = [];
  let right = 0;
  let at = 0;
  for (const { subject, label, line, actual, claims } of sayings(registry, stated)) {
    const made = rebuilt.slice(at, at + claims.length);
    at += claims.length;
    if (claims.length === 0) continue;
    const failed = made.find((each) => "error" in each);
    const place = `${subject.file}:${line} ${label}`;
    if (actual === undefined) unjudged.push(`${place}: the SDK does not tell`);
    else if (failed !== undefined && "error" in failed) unjudged.push(`${place}: ${failed.error}`);
    else if (made.some((each) => "forms" in each && each.forms.includes(actual))) right++;
    else {
      const says = made.map((each) => ("error" in each ? "?" : (each.forms[0] ?? "?"))).join(" or ");
      findings.push({
        measure: "values",
        kind: "wrong",
        file: subject.file,
        line,
        text: `${label} = ${short(says)} (the SDK: ${short(actual)})`,
      });
    }
  }
  const stated_ = right + findings.length;
  return { score: { measure: "values", right, expected: stated_, stated: stated_ }, findings, unjudged };
}

const short = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);

const isKnown = (state: StatedState | undefined): boolean =>
  state?.state === "known" || (state?.state === "oneOf" && (state.values?.length ?? FEW + 1) <= FEW);

/** How many of the literals and constants in the source are known; `made` are the SDK's objects that are made of such. */
export function compareLiterals(registry: Registry, stated: Stated, measure: "literals" | "made"): Result {
  const counts = ([, kind]: Written): boolean =>
    measure === "made" ? kind === "made" : kind === "literal" || kind === "constant";
  const findings: Finding[] = [];
  let right = 0;
  let expected = 0;
  const check = ({ file, name }: Subject, label: string, written: Written, state: StatedState | undefined): void => {
    expected++;
    if (isKnown(state)) right++;
    else {
      const why =
        state === undefined ? "not said" : state.state === "unknown" ? `unknown: ${state.reason.kind}` : state.state;
      findings.push({
        measure,
        kind: "missed",
        file,
        line: written[2],
        text: `${name} ${label} ${written[1]} (the model: ${why})`,
      });
    }
  };
  for (const subject of subjects(registry, stated)) {
    const { actual, said } = subject;
    if ("registered" in actual && !actual.registered) continue;
    for (const written of actual.written.filter(counts)) {
      check(
        subject,
        String(written[0]),
        written,
        said?.values?.findLast(({ parameter }) => parameter === written[0]),
      );
    }
    if (!isEnvironment(actual)) continue;
    const steps = said !== undefined && "image" in said ? (said.image ?? []) : [];
    for (const [index, step] of (actual.image ?? []).entries()) {
      for (const written of (step.written ?? []).filter(counts)) {
        const state = steps[index]?.arguments.find(({ parameter }) => parameter === written[0]);
        check(subject, `image ${step.method}(${written[0]})`, written, state);
      }
    }
  }
  return { score: { measure, right, expected, stated: right }, findings };
}
