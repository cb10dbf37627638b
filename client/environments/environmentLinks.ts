/** Joins each environment with those it depends on and those that depend on it, across the files of a folder. */

import { valuesOf } from "../../base/values.ts";
import type { Environment, FileModel, Installed } from "../../protocol/model.ts";
import type { Place } from "../../protocol/place.ts";
import type { Value } from "../../protocol/value.ts";

export interface EnvironmentLink {
  readonly name: Value<string>;
  /** What defines it, where that is an installed package. */
  readonly installed?: Installed;
  /** One, or those that are deployed as one; none where it is none of the folder's, or can't be told. */
  readonly environments: readonly Environment[];
  /** The statement that makes the dependency. */
  readonly place: Place;
  /** It may not be made, or be that of another environment: the text allows for more than one. */
  readonly maybe?: true;
}

export interface LinkedEnvironment {
  readonly environment: Environment;
  readonly dependsOn: readonly EnvironmentLink[];
  readonly usedBy: readonly EnvironmentLink[];
}

/** Each environment with its links, in the order of the files. An environment that one statement names twice is linked once. */
export function environmentLinks(files: readonly FileModel[]): readonly LinkedEnvironment[] {
  const environments = files.flatMap((file) => file.environments);
  const byId = new Map(environments.map((environment) => [environment.id, environment]));
  const installed = installedById(files);
  const dependsOn = new Map<string, EnvironmentLink[]>();
  const usedBy = new Map<string, EnvironmentLink[]>();
  for (const edge of files.flatMap((file) => file.dependsOn)) {
    const from = valuesOf(edge.from);
    const to = valuesOf(edge.to);
    const maybe = edge.maybe === undefined ? {} : { maybe: edge.maybe };
    for (const id of from) {
      if (to.length === 0) add(dependsOn, id, { name: edge.toName, environments: [], place: edge.place, ...maybe });
      for (const other of to)
        add(dependsOn, id, { ...linkTo(byId.get(other), installed.get(other), edge.toName, edge.place), ...maybe });
    }
    for (const id of to) {
      for (const other of from)
        add(usedBy, id, { ...linkTo(byId.get(other), installed.get(other), edge.fromName, edge.place), ...maybe });
    }
  }
  return environments.map((environment) => ({
    environment,
    dependsOn: joined(dependsOn.get(environment.id) ?? []),
    usedBy: joined(usedBy.get(environment.id) ?? []),
  }));
}

/** What installed packages define and the files use, by identity. */
export function installedById(files: readonly FileModel[]): ReadonlyMap<string, Installed> {
  return new Map(files.flatMap((file) => (file.installed ?? []).map((each) => [each.id, each] as const)));
}

function linkTo(
  environment: Environment | undefined,
  installed: Installed | undefined,
  name: Value<string>,
  place: Place,
): EnvironmentLink {
  if (environment !== undefined) return { name: environment.name, environments: [environment], place };
  return installed === undefined
    ? { name, environments: [], place }
    : { name: installed.name, environments: [], installed, place };
}

function add(links: Map<string, EnvironmentLink[]>, id: string, link: EnvironmentLink): void {
  const present = links.get(id);
  if (present === undefined) links.set(id, [link]);
  else present.push(link);
}

/** Each environment once, and those that are deployed as one in one link. What one statement may make another makes surely. */
export function joined(links: readonly EnvironmentLink[]): readonly EnvironmentLink[] {
  const byId = new Map<string, EnvironmentLink>();
  for (const [at, link] of links.entries()) {
    const [environment] = link.environments;
    const id = environment?.alternativeTo ?? environment?.id ?? link.installed?.id ?? `unknown ${at}`;
    const before = byId.get(id) ?? link;
    const environments = new Set([...before.environments, ...link.environments]);
    const surer = before.maybe === true && link.maybe === undefined ? link : before;
    byId.set(id, { ...surer, environments: [...environments] });
  }
  return [...byId.values()];
}
