/** The static model's answer against the SDK's registry: what is right, missed and wrong, each with its place. Pure. */

import type { Registry, Stated, StatedEnvironment, StatedFile, StatedTask } from "./facts.ts";

export type Measure = "environments" | "tasks" | "dependsOn" | "inputs" | "values" | "literals" | "made";

export interface Finding {
  readonly measure: Measure;
  /** Missed: the SDK has it. Wrong: the model says it. */
  readonly kind: "missed" | "wrong";
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

export interface Score {
  readonly measure: Measure;
  readonly right: number;
  /** How many the SDK has, and how many the model says, of those that can be judged. */
  readonly expected: number;
  readonly stated: number;
}

export interface Result {
  readonly score: Score;
  readonly findings: readonly Finding[];
}

/** A fact of either side: two of one key are the same fact. */
export interface Fact {
  readonly key: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** What to say when the other side lacks it: the closest that it has. */
  readonly near?: string;
}

/** @param excused facts of the model that nobody can judge */
export function score(
  measure: Measure,
  expected: readonly Fact[],
  stated: readonly Fact[],
  excused: (fact: Fact) => boolean = () => false,
): Result {
  const has = new Map(expected.map((fact) => [fact.key, fact]));
  const says = new Map(stated.filter((fact) => has.has(fact.key) || !excused(fact)).map((fact) => [fact.key, fact]));
  const missed = [...has.values()].filter(({ key }) => !says.has(key));
  const wrong = [...says.values()].filter(({ key }) => !has.has(key));
  return {
    score: { measure, right: has.size - missed.length, expected: has.size, stated: says.size },
    findings: [
      ...missed.map((fact) => finding(measure, "missed", fact)),
      ...wrong.map((fact) => finding(measure, "wrong", fact)),
    ],
  };
}

const finding = (measure: Measure, kind: Finding["kind"], { file, line, text, near }: Fact): Finding => ({
  measure,
  kind,
  file,
  line,
  text: near === undefined ? text : `${text} (${near})`,
});

/** Whatever was made in a file that was not imported to its end can't be told. */
function judged(registry: Registry, stated: Stated): readonly (readonly [string, StatedFile])[] {
  return Object.entries(stated.files).filter(([file]) => registry.imported.has(file));
}

interface Entity {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly kind?: string;
  readonly when?: string;
}

const keyOf = ({ file, line, name, kind }: Entity): string => JSON.stringify([file, line, name, kind ?? ""]);

const described = ({ name, kind }: Entity): string => (kind === undefined ? name : `${name} · ${kind}`);

/** The entity of the other side that was most likely meant. */
function near(entity: Entity, others: readonly Entity[], who: string): string | undefined {
  const sameFile = others.filter(({ file }) => file === entity.file);
  const same = sameFile.find((each) => each.line === entity.line && each.name === entity.name);
  if (same !== undefined) {
    if (same.when !== undefined) return `${who}: only once ${same.when === "main" ? "run as a script" : "called"}`;
    return `${who}: ${described(same)}`;
  }
  const named = sameFile.find(({ name }) => name === entity.name);
  if (named !== undefined) return `${who}: line ${named.line}`;
  const there = sameFile.find(({ line }) => line === entity.line);
  return there === undefined ? undefined : `${who}: ${described(there)}`;
}

function entities(
  measure: Measure,
  expected: readonly Entity[],
  said: readonly Entity[],
  excused: (entity: Entity) => boolean,
): Result {
  const expectedKeys = new Set(expected.map(keyOf));
  const now = said.filter(({ when }) => when === undefined);
  const nowKeys = new Set(now.map(keyOf));
  // What is said to come later is kept apart, unless it is there already: then that is wrong.
  const late = said.filter(
    (each) => each.when !== undefined && expectedKeys.has(keyOf(each)) && !nowKeys.has(keyOf(each)),
  );
  const fact = (entity: Entity, others: readonly Entity[], who: string): Fact => {
    const other = near(entity, others, who);
    return {
      key: keyOf(entity),
      file: entity.file,
      line: entity.line,
      text: described(entity),
      ...(other === undefined ? {} : { near: other }),
    };
  };
  const byKey = new Map(now.map((each) => [keyOf(each), each]));
  return score(
    measure,
    expected.map((each) => fact(each, said, "the model")),
    [
      ...now.map((each) => fact(each, expected, "the SDK")),
      ...late.map((each) => ({ ...fact(each, [], ""), key: `late ${keyOf(each)}`, near: "the SDK: on import" })),
    ],
    ({ key }) => {
      const entity = byKey.get(key);
      return entity !== undefined && excused(entity);
    },
  );
}

const named = <T extends { readonly name: string | null }>(each: T): each is T & { readonly name: string } =>
  each.name !== null;

const statedIn = <T extends StatedEnvironment | StatedTask>(
  files: readonly (readonly [string, StatedFile])[],
  of: (file: StatedFile) => readonly T[],
) =>
  files.flatMap(([file, each]) =>
    of(each)
      .filter(named)
      .map((one) => ({ ...one, file })),
  );

export function compareEnvironments(registry: Registry, stated: Stated): Result {
  return entities(
    "environments",
    registry.environments.filter(({ file }) => registry.imported.has(file)),
    statedIn(judged(registry, stated), ({ environments }) => environments),
    ({ file, line }) => registry.stubCalls.has(`${file}:${line}`),
  );
}

export function compareTasks(registry: Registry, stated: Stated): Result {
  const tasks = registry.tasks.filter(({ file }) => registry.imported.has(file));
  const entity = ({ file, line, name }: Entity): Entity => ({ file, line, name });
  const loose = new Set(tasks.filter(({ registered }) => !registered).map((each) => keyOf(entity(each))));
  return entities(
    "tasks",
    tasks.filter(({ registered }) => registered).map(entity),
    statedIn(judged(registry, stated), ({ tasks: of }) => of).map((each) => ({
      ...entity(each),
      ...(each.when === undefined ? {} : { when: each.when }),
    })),
    (each) => loose.has(keyOf(entity(each))) || registry.stubCalls.has(`${each.file}:${each.line}`),
  );
}

export function compareEdges(registry: Registry, stated: Stated): Result {
  const key = (file: string, from: string, to: string): string => JSON.stringify([file, from, to]);
  const expected = registry.dependsOn.filter(({ file }) => registry.imported.has(file));
  const excused = new Set<string>();
  const said = judged(registry, stated).flatMap(([file, { dependsOn, environments }]) =>
    dependsOn.flatMap(([from, to]): Fact[] => {
      if (from === null || to === null) return [];
      const origins = environments.filter(({ name }) => name === from);
      // What comes later brings its edges along.
      const isLater = origins.length > 0 && origins.every(({ when }) => when !== undefined);
      if (isLater || registry.beyond.has(`${file}:${from}`)) excused.add(key(file, from, to));
      const line = origins[0]?.line ?? 1;
      return [{ key: key(file, from, to), file, line, text: `${from} → ${to}` }];
    }),
  );
  return score(
    "dependsOn",
    expected.map(({ file, line, from, to }) => ({ key: key(file, from, to), file, line, text: `${from} → ${to}` })),
    said,
    (fact) => excused.has(fact.key),
  );
}

/** Inputs of a task that the model lacks are missed too; those of one that the SDK lacks are wrong by the task alone. */
export function compareInputs(registry: Registry, stated: Stated): Result {
  const tasks = registry.tasks.filter(({ file, registered }) => registered && registry.imported.has(file));
  const keys = new Set(tasks.map(({ file, line, name }) => JSON.stringify([file, line, name])));
  const facts = ({ file, line, name, inputs }: Entity & Pick<StatedTask, "inputs">): Fact[] =>
    inputs.map((input) => ({
      key: JSON.stringify([file, line, name, input.name, input.hasDefault]),
      file,
      line,
      text: `${name}(${input.name}${input.hasDefault ? " = …" : ""})`,
    }));
  const said = statedIn(judged(registry, stated), ({ tasks: of }) => of).filter(
    ({ file, line, name, when }) => when === undefined && keys.has(JSON.stringify([file, line, name])),
  );
  return score(
    "inputs",
    tasks.flatMap((each) => facts(each)),
    said.flatMap((each) => facts(each)),
  );
}
