/** Plans as their documents: what comes along, in which order, with which settings. */

import { expect, test } from "vitest";
import { makePlan, planned, renderPlan, sentWith } from "../../../core/plan/index.ts";
import type { Environment, ProjectModel, Value } from "../../../protocol/index.ts";
import { at, bool, edge, environment, file, int, known, list, model, object, on, str, task, tuple } from "./models.ts";

const packages: Value = {
  kind: "unknown",
  reason: { kind: "expression", text: "*load_packages()" },
  why: "*load_packages() is not static",
};

const debian = object("flyte.Image.from_debian_base", { python_version: tuple(int(3), int(12)) });

function pipeline(): { readonly project: ProjectModel; readonly etl: Environment; readonly features: Environment } {
  const features = environment("features.py", 4, "features", {
    image: on(debian, "with_pip_packages", str("pandas"), str("pyarrow")),
    resources: object("flyte.Resources", { cpu: int(2), memory: str("4Gi") }),
    secrets: list(object("flyte.Secret", { key: str("db-password") })),
  });
  const etl = environment("etl.py", 8, "etl", { image: on(debian, "with_pip_packages", packages), cache: str("auto") });
  const daily = object("flyte.Trigger", {}, str("daily"), object("flyte.Cron", {}, str("0 6 * * *")));
  const project = model(
    file("etl.py", {
      environments: [etl],
      tasks: [
        task("etl.py", 14, etl, "main", [], { triggers: daily }, { signature: "(day: date, limit: int = 10) → str" }),
        task("etl.py", 20, etl, "load", [], { cache: bool(false), retries: int(3), interruptible: bool(true) }),
      ],
      dependsOn: [edge("etl.py", 10, etl, features)],
      loads: ["features.py"],
    }),
    file("features.py", {
      environments: [features],
      tasks: [task("features.py", 12, features, "build", [], { retries: int(3) }, { signature: "(day: date) → File" })],
    }),
  );
  return { project, etl, features };
}

const namesSent = (...given: Parameters<typeof planned>): readonly string[] =>
  planned(...given).map(({ name }) => name);

test("a plan reads from what was asked for down to what is unknown", () => {
  const { project, etl } = pipeline();
  const plan = makePlan(project, etl, {
    project: { value: "flytesnacks", from: "setting flightdeck.project" },
    domain: { value: "development", from: "default" },
  });
  expect(renderPlan(plan).text).toMatchInlineSnapshot(`
    "Plan · etl                                             static, from the text as it is now
    flyte deploy --project flytesnacks --domain development etl.py etl
    project flytesnacks (setting flightdeck.project) · domain development (default) · version: known only to the exact plan

    2 environments · 3 tasks · 2 images · 1 trigger · 1 secret needed

    1  etl           asked for
       image         debian base · python 3.12 · ? unknown: *load_packages() is not static (etl.py:8)
       main          (day: date, limit: int = 10) → str         cache auto ‹environment› · trigger daily: daily at 06:00 UTC ‹task›
       load          ()                                         cache auto ‹environment› · retries 3 ‹task› · interruptible ‹task›

    2  features      because etl depends on it (etl.py:10)
       image         debian base · python 3.12 · pandas, pyarrow
       build         (day: date) → File                         2 CPU, 4 GiB ‹environment› · retries 3 ‹task› · secret db-password ‹environment›

    Where nothing else is said: resources none · cache disable · retries 0 · timeout none · not interruptible · reusable none ‹default› of flyte 2.12.1
    "
  `);
});

test("links lead to environments, tasks, reasons and settings; each environment folds", () => {
  const { project, etl } = pipeline();
  const document = renderPlan(makePlan(project, etl));
  const lines = document.text.split("\n");
  const links = document.links.map(({ line, start, end, target }) => {
    return `${lines[line]?.slice(start, end)} → ${target.file}:${target.range.start.line + 1}`;
  });
  expect(links).toMatchInlineSnapshot(`
    [
      "etl → etl.py:8",
      "etl.py:8 → etl.py:8",
      "main → etl.py:14",
      "‹environment› → etl.py:8",
      "‹task› → etl.py:14",
      "load → etl.py:20",
      "‹environment› → etl.py:8",
      "‹task› → etl.py:20",
      "‹task› → etl.py:20",
      "features → features.py:4",
      "etl.py:10 → etl.py:10",
      "build → features.py:12",
      "‹environment› → features.py:4",
      "‹task› → features.py:12",
      "‹environment› → features.py:4",
    ]
  `);
  expect(
    document.folds.map(({ startLine, endLine }) => [lines[startLine]?.trim().split(/\s+/)[1], endLine - startLine]),
  ).toEqual([
    ["etl", 3],
    ["features", 2],
  ]);
});

test("the same model gives the same text, and a plan survives JSON", () => {
  const { project, etl } = pipeline();
  const plan = makePlan(project, etl);
  expect(renderPlan(JSON.parse(JSON.stringify(plan)))).toEqual(renderPlan(plan));
});

test("the plan's command is quoted for the shell that it is pasted into", () => {
  const { project, etl } = pipeline();
  const plan = makePlan(project, etl, { configFile: "my conf/config.yaml", file: "@daily.py" });
  const second = (windows: boolean) => renderPlan(plan, windows).text.split("\n")[1];
  expect(second(false)).toBe("flyte --config 'my conf/config.yaml' deploy @daily.py etl");
  expect(second(true)).toBe("flyte --config 'my conf/config.yaml' deploy '@daily.py' etl");
});

test("a dependency alone is planned without what depends on it", () => {
  const { project, features } = pipeline();
  expect(sentWith(project, features)).toEqual({ environments: [{ name: "features", isSure: true }], unknown: [] });
});

test("cache=False leaves the environment's cache on, as in the SDK", () => {
  const { project, etl } = pipeline();
  const load = makePlan(project, etl).environments[0]?.tasks[1];
  const cache = load?.settings.find(({ name }) => name === "cache");
  expect(cache).toMatchObject({ origin: "environment", value: str("auto") });
});

test("a dependency that can't be told is listed, not guessed", () => {
  const a = environment("a.py", 1, "a");
  const call: Value<string> = {
    kind: "unknown",
    reason: { kind: "call", callee: "plugins" },
    why: "made by plugins()",
  };
  const project = model(
    file("a.py", {
      environments: [a],
      dependsOn: [
        edge("a.py", 2, a, a, { to: call, toName: call }),
        edge("a.py", 3, a, a, {
          to: { kind: "unknown", reason: { kind: "module", module: "shared" }, why: "module shared was not found" },
          toName: known("shared"),
        }),
        edge("a.py", 4, a, a, {
          to: { kind: "oneOf", values: ["a.py#x", "a.py#y"] },
          toName: { kind: "oneOf", values: ["x", "y"] },
          maybe: true,
        }),
      ],
    }),
  );
  expect(sentWith(project, a).unknown.map(({ range }) => range.start.line)).toEqual(
    makePlan(project, a).unknownDependencies.map(({ place }) => place.range.start.line),
  );
  expect(sentWith(project, a).unknown).not.toEqual([]);
  expect(renderPlan(makePlan(project, a)).text).toMatchInlineSnapshot(`
    "Plan · a                                               static, from the text as it is now
    flyte deploy a.py a
    project from the configuration · domain from the configuration · version: known only to the exact plan

    1 environment · 1 image

    1  a             asked for
       image         default image of the SDK
       no tasks

    More may come along
       ? unknown: made by plugins() (a.py:2)
       shared, which is defined in nothing that was read (a.py:3)
       x or y (a.py:4)
    "
  `);
});

test("what only a call or a script run would add does not come along", () => {
  const a = environment("a.py", 1, "a");
  const b = environment("a.py", 2, "b");
  const c = environment("a.py", 3, "c");
  const project = model(
    file("a.py", {
      environments: [a, b, c],
      dependsOn: [edge("a.py", 5, a, b, { when: "main" }), edge("a.py", 6, a, c, { when: "call" })],
    }),
  );
  expect(namesSent(project, a)).toEqual(["a"]);
});

test("what a file that is not loaded adds stays out: the same environment has two plans", () => {
  const a = environment("a.py", 1, "a");
  const b = environment("b.py", 3, "b");
  const project = model(
    file("a.py", { environments: [a], tasks: [task("a.py", 2, a, "own")], loads: [] }),
    file("b.py", {
      environments: [b],
      tasks: [task("b.py", 9, a, "guest")],
      dependsOn: [edge("b.py", 5, a, b), edge("b.py", 6, b, a)],
      loads: ["a.py"],
    }),
  );
  expect(makePlan(project, a).environments.map(({ tasks }) => tasks.map((each) => each.function))).toEqual([["own"]]);
  expect(namesSent(project, b)).toEqual(["b", "a"]);
  expect(namesSent(project, a, "b.py")).toEqual(["a", "b"]);
  expect(makePlan(project, b).environments[1]?.tasks.map((each) => each.function)).toEqual(["own", "guest"]);
});

test("a circle and a name that is used twice are said where the SDK would fail", () => {
  const a = environment("a.py", 1, "a");
  const b = environment("a.py", 2, "b");
  const twin = environment("c.py", 7, "b");
  const project = model(
    file("a.py", {
      environments: [a, b],
      dependsOn: [edge("a.py", 4, a, b), edge("a.py", 5, b, a), edge("a.py", 6, a, twin)],
    }),
    file("c.py", { environments: [twin] }),
  );
  const plan = makePlan(project, a);
  expect(plan.problems).toEqual([
    { kind: "cycle", names: ["a", "b", "a"], place: at("a.py", 5) },
    { kind: "duplicateName", name: "b", places: [at("a.py", 2), at("c.py", 7)] },
  ]);
  expect(renderPlan(plan).text).toMatchInlineSnapshot(`
    "Plan · a                                               static, from the text as it is now
    flyte deploy a.py a
    project from the configuration · domain from the configuration · version: known only to the exact plan

    3 environments · 1 image
    ! depends_on runs in a circle, a → b → a: the SDK's planning ends with RecursionError (a.py:5)
    ! two environments are named b: the SDK refuses to plan them together (a.py:2) (c.py:7)

    1  a             asked for
       image         default image of the SDK
       no tasks

    2  b             because a depends on it (a.py:4)
       image         default image of the SDK
       no tasks

    3  b             because a depends on it (a.py:6)
       image         default image of the SDK
       no tasks
    "
  `);
});

test("an app says its own settings, and a class of a plugin has no known defaults", () => {
  const api = environment(
    "api.py",
    3,
    "api",
    { port: int(8080), requires_auth: bool(false) },
    { kind: "FastAPIAppEnvironment", category: "app" },
  );
  const ray = environment("api.py", 9, "ray", { workers: int(2) }, { kind: "RayEnvironment", category: "other" });
  const project = model(file("api.py", { environments: [api, ray], dependsOn: [edge("api.py", 5, api, ray)] }));
  const plan = makePlan(project, api);
  expect(renderPlan(plan).text).toMatchInlineSnapshot(`
    "Plan · api                                             static, from the text as it is now
    flyte deploy api.py api
    project from the configuration · domain from the configuration · version: known only to the exact plan

    2 environments · 1 image

    1  api           asked for · FastAPIAppEnvironment
       image         default image of the SDK
       settings      port 8080 ‹environment› · requires_auth False ‹environment›

    2  ray           because api depends on it (api.py:5) · RayEnvironment
       image         default image of the SDK
       settings      workers 2 ‹environment›
    "
  `);
  expect(plan.environments[1]?.settings.map(({ name, origin }) => [name, origin])).toEqual([
    ["workers", "environment"],
  ]);
});

test("the installed SDK chooses whose defaults are shown, and a plan says whose they are", () => {
  const { project, etl } = pipeline();
  const lastLine = (sdk?: string) =>
    renderPlan(makePlan(project, etl, sdk === undefined ? {} : { sdk }))
      .text.trimEnd()
      .split("‹default› of ")
      .at(-1);
  expect(lastLine()).toBe("flyte 2.12.1");
  expect(lastLine("2.12.1")).toBe("flyte 2.12.1");
  expect(lastLine("2.9.0")).toBe("flyte 2.9.0");
  expect(lastLine("2.10.4")).toBe("flyte 2.9.0, the nearest known to the installed 2.10.4");
  expect(lastLine("2.0.1")).toBe("flyte 2.0.8, the oldest known; 2.0.1 is installed");
  expect(makePlan(project, etl, { sdk: "2.10.4" }).sdk).toEqual({
    version: "2.9.0",
    installed: "2.10.4",
    match: "older",
  });
});

test("environments that branches make under one name are one: what they don't share is one of theirs", () => {
  const more = { variable: "base" };
  const prod = environment("a.py", 2, "base", { image: str("prod"), cache: str("auto") }, more);
  const dev = environment(
    "a.py",
    4,
    "base",
    { image: str("dev") },
    { ...more, id: "a.py#base~2", alternativeTo: prod.id },
  );
  const top = environment("a.py", 6, "top");
  const either: Value<string> = { kind: "oneOf", values: [prod.id, dev.id] };
  const project = model(
    file("a.py", {
      environments: [prod, dev, top],
      tasks: [task("a.py", 9, prod, "clean", [], {}, { environment: either })],
      dependsOn: [edge("a.py", 6, top, prod, { to: either })],
      loads: [],
    }),
  );
  const text = renderPlan(makePlan(project, top)).text;
  expect(text).toContain("2  base          because top depends on it (a.py:6)");
  expect(text).toContain("   image         prod or dev");
  expect(text).toContain("   clean         ()");
  expect(text).toContain("cache auto or cache none ‹environment›");
  expect(makePlan(project, top).problems).toEqual([]);
  expect(makePlan(project, top).unknownDependencies).toEqual([]);
});

test("installed environments come along by name, with what they and the folder's statements bring", () => {
  const a = environment("a.py", 1, "a");
  const b = environment("a.py", 2, "b");
  const project = model(
    file("a.py", {
      environments: [a, b],
      dependsOn: [
        edge("a.py", 3, a, a, { to: known("site-packages:ask.py#ask"), toName: known("ask-tasks") }),
        edge("a.py", 4, a, b, { from: known("site-packages:ask.py#ask"), fromName: known("ask-tasks") }),
      ],
      installed: [
        {
          id: "site-packages:ask.py#ask",
          name: known("ask-tasks"),
          module: "flyteplugins.ask",
          dependsOn: ["site-packages:ask.py#app"],
        },
        { id: "site-packages:ask.py#app", name: known("ask-app"), module: "flyteplugins.ask" },
      ],
    }),
  );
  expect(namesSent(project, a)).toEqual(["a", "b", "ask-tasks", "ask-app"]);
  expect(planned(project, a).every(({ isSure }) => isSure)).toBe(true);
  expect(renderPlan(makePlan(project, a)).text).toMatchInlineSnapshot(`
    "Plan · a                                               static, from the text as it is now
    flyte deploy a.py a
    project from the configuration · domain from the configuration · version: known only to the exact plan

    2 environments · 1 image

    1  a             asked for
       image         default image of the SDK
       no tasks

    2  b             because ask-tasks depends on it (a.py:4)
       image         default image of the SDK
       no tasks

    Of installed packages
       ask-tasks     flyteplugins.ask (a.py:3)
       ask-app       flyteplugins.ask (a.py:3)
    "
  `);
});
