/** Launch specs: what they hold, why there is none, and that equal choices give equal specs. */

import { expect, test } from "vitest";
import { commandOf, commandText, type LaunchContext, makeLaunch } from "../../../core/launch/index.ts";
import { makePlan, sentWith } from "../../../core/plan/index.ts";
import type {
  Contact,
  EntryPoint,
  Input,
  InterpreterInfo,
  LaunchSpec,
  LaunchTarget,
  ProjectModel,
} from "../../../protocol/index.ts";
import type { LaunchAnswer, LaunchRequest } from "../../../protocol/lsp.ts";
import { at, edge, environment, file, known, model, task } from "../plan/models.ts";

const interpreter: InterpreterInfo = {
  path: "/code/.venv/bin/python",
  version: "3.12.4",
  sdk: { name: "flyte", version: "2.12.1" },
  plugins: [],
  sitePackages: [],
  source: { kind: "venv", folder: "/code/.venv" },
};

const features = environment("src/shop/features.py", 3, "features");
const etl = environment("src/shop/etl.py", 4, "etl", {}, { variable: "env" });
const late = environment("src/shop/etl.py", 30, "late", {}, { when: "main" });
const made = environment("src/shop/etl.py", 40, "made", {}, { when: "call" });

const project: ProjectModel = model(
  file("src/shop/etl.py", {
    environments: [etl, late, made],
    tasks: [
      task("src/shop/etl.py", 8, etl, "main", [
        { name: "day", annotation: "date", hasDefault: false },
        { name: "limit", annotation: "int", hasDefault: true, defaultText: "10" },
      ]),
      task("src/shop/etl.py", 12, etl, "check"),
      task(
        "src/shop/etl.py",
        16,
        etl,
        "elsewhere",
        [],
        {},
        { kind: "reference", name: known("other.elsewhere"), variable: "remote" },
      ),
    ],
    dependsOn: [edge("src/shop/etl.py", 5, etl, features)],
  }),
  file("src/shop/features.py", { environments: [features] }),
);

const context: LaunchContext = {
  model: project,
  root: "/code",
  file: "src/shop/etl.py",
  interpreter,
  settings: { project: "", domain: "", configFile: "" },
  sentWith,
};

const uri = "file:///code/src/shop/etl.py";
const run = (name: string, inputs?: Extract<LaunchRequest, { kind: "run" }>["inputs"]): LaunchRequest => ({
  kind: "run",
  target: { kind: "task", uri, task: name },
  ...(inputs === undefined ? {} : { inputs }),
});
const deploy = (target: LaunchTarget): LaunchRequest => ({ kind: "deploy", target });
const environmentTarget = (name: string): LaunchTarget => ({ kind: "environment", uri, environment: name });

function specOf(answer: LaunchAnswer): LaunchSpec {
  if (answer.kind !== "spec") throw new Error(JSON.stringify(answer));
  return answer.spec;
}

test("a task without required inputs starts at once, in the folder and from its source root", () => {
  expect(makeLaunch(run("etl.check"), context)).toEqual({
    kind: "spec",
    spec: {
      action: { kind: "run", mode: "local", variable: "check", name: "etl.check", inputs: [] },
      interpreter: { kind: "path", path: "/code/.venv/bin/python" },
      cwd: "/code",
      rootDir: "/code/src",
      env: {},
      file: "/code/src/shop/etl.py",
      secretNames: [],
      documents: {},
    },
    sends: {
      environments: [
        { name: "etl", isSure: true },
        { name: "features", isSure: true },
      ],
      unknown: [],
    },
  });
});

test("required inputs are asked for, all parameters at once; given ones are taken as they are", () => {
  const asked = makeLaunch(run("etl.main"), context);
  expect(asked.kind === "inputs" && asked.parameters.map(({ name }) => name)).toEqual(["day", "limit"]);
  const inputs = [{ name: "day", text: "2026-01-31" }];
  expect(specOf(makeLaunch(run("etl.main", inputs), context)).action).toMatchObject({ name: "etl.main", inputs });
});

test("a lens, the palette and a command line get equal specs for equal choices", () => {
  const inputs = [{ name: "day", text: "2026-01-31" }];
  const lens = makeLaunch(
    { kind: "run", target: { kind: "task", uri, task: "etl.main", environment: "etl" }, inputs },
    context,
  );
  const palette = makeLaunch(run("etl.main", inputs), context);
  const terminal = makeLaunch(run("main", inputs), context);
  expect(JSON.stringify(palette)).toBe(JSON.stringify(lens));
  expect(JSON.stringify(terminal)).toBe(JSON.stringify(lens));
  const byName = makeLaunch(deploy(environmentTarget("etl")), context);
  expect(JSON.stringify(makeLaunch(deploy(environmentTarget("env")), context))).toBe(JSON.stringify(byName));
  expect(makeLaunch(deploy({ kind: "task", uri, task: "etl.check" }), context)).toEqual(byName);
});

test("a task of another file's environment deploys its own file, and finds the environment by name", () => {
  const guest = task("src/shop/guest.py", 5, features, "guest");
  const withGuest = { ...project, files: [...project.files, file("src/shop/guest.py", { tasks: [guest] })] };
  const target: LaunchTarget = { kind: "task", uri, task: "features.guest" };
  const { action, file: deployed } = specOf(
    makeLaunch(deploy(target), { ...context, model: withGuest, file: "src/shop/guest.py" }),
  );
  expect(deployed).toBe("/code/src/shop/guest.py");
  // A variable of that name may hold another environment there.
  expect(action).toEqual({ kind: "deploy", environment: "features", copyStyle: "loaded_modules" });
});

test("settings and the versions of open documents are in the spec; empty settings leave the SDK its own choice", () => {
  const chosen = specOf(
    makeLaunch(deploy(environmentTarget("etl")), {
      ...context,
      settings: { project: "shop", domain: "staging", configFile: "conf/flyte.yaml" },
      documents: { [uri]: 7 },
    }),
  );
  expect(chosen).toMatchObject({
    action: { kind: "deploy", environment: "etl", variable: "env", copyStyle: "loaded_modules" },
    configFile: "/code/conf/flyte.yaml",
    project: "shop",
    domain: "staging",
    documents: { [uri]: 7 },
  });
  expect(Object.keys(specOf(makeLaunch(deploy(environmentTarget("etl")), context)))).not.toContain("configFile");
});

test("a timeout is in the spec of what waits for a control plane", () => {
  const patient = { ...context, settings: { ...context.settings, deployTimeout: 300 } };
  expect(specOf(makeLaunch(deploy(environmentTarget("etl")), patient)).timeoutSeconds).toBe(300);
  expect(specOf(makeLaunch(run("etl.check"), patient))).not.toHaveProperty("timeoutSeconds");
  const unsaid = { ...context, settings: { ...context.settings, deployTimeout: 0 } };
  expect(specOf(makeLaunch(deploy(environmentTarget("etl")), unsaid))).not.toHaveProperty("timeoutSeconds");
});

test("the source root is the innermost src that is no package", () => {
  const rootOf = (path: string, isPackage = (_: string) => false): string => {
    const inFile = environment(path, 1, "one");
    const answer = makeLaunch(deploy({ kind: "environment", uri, environment: "one" }), {
      ...context,
      model: model(file(path, { environments: [inFile] })),
      file: path,
      isPackage,
    });
    return specOf(answer).rootDir;
  };
  expect(rootOf("etl.py")).toBe("/code");
  expect(rootOf("flows/etl.py")).toBe("/code");
  expect(rootOf("src/shop/etl.py")).toBe("/code/src");
  expect(rootOf("services/a/src/shop/etl.py")).toBe("/code/services/a/src");
  expect(rootOf("src/shop/etl.py", (folder) => folder === "src")).toBe("/code");
});

test("a Windows folder gives Windows paths", () => {
  const spec = specOf(makeLaunch(run("etl.check"), { ...context, root: "C:\\code" }));
  expect([spec.cwd, spec.rootDir, spec.file]).toEqual(["C:\\code", "C:\\code\\src", "C:\\code\\src\\shop\\etl.py"]);
});

test("the flyte command says the same as the spec, and the plan the same as both", () => {
  const settings = { project: "shop", domain: "staging", configFile: "/etc/flyte.yaml" };
  const inputs = [
    { name: "day", text: "2026-01-31" },
    { name: "tags", value: ["a", "b c"] },
  ];
  expect(commandOf(specOf(makeLaunch(run("etl.main", inputs), { ...context, settings })))).toEqual(
    ["flyte", "--config", "/etc/flyte.yaml", "run", "--local", "--project", "shop", "--domain", "staging"].concat([
      "--root-dir",
      "src",
      "src/shop/etl.py",
      "main",
      "--day",
      "2026-01-31",
      "--tags",
      '["a","b c"]',
    ]),
  );
  const deployed = specOf(makeLaunch(deploy(environmentTarget("etl")), { ...context, version: "v1" }));
  expect(commandOf(deployed)).toEqual(makePlan(project, etl, { rootDir: "src", version: "v1" }).command);
});

test.each([
  [
    "a task that is gone",
    run("etl.gone"),
    {},
    "targetNotFound",
    "src/shop/etl.py defines no task etl.gone any more. Look at the Environments view for what it defines now.",
  ],
  [
    "a file that is gone",
    run("etl.main"),
    { file: "old.py" },
    "targetNotFound",
    "old.py defines no task etl.main any more. Look at the Environments view for what it defines now.",
  ],
  [
    "an environment of a script run",
    deploy(environmentTarget("late")),
    {},
    "notAtImport",
    'late only exists when the file is run as a script: importing the file does not define it. Move it above `if __name__ == "__main__"`.',
  ],
  [
    "an environment of a function",
    deploy(environmentTarget("made")),
    {},
    "notAtImport",
    "made only exists once a function has been called: importing the file does not define it. Move it to the top of the module.",
  ],
  [
    "a reference",
    run("other.elsewhere"),
    {},
    "remoteReference",
    "other.elsewhere stands for a task that is deployed elsewhere: there is no code here to run.",
  ],
  [
    "an environment to run",
    { kind: "run", target: environmentTarget("etl") } as LaunchRequest,
    {},
    "targetNotFound",
    "etl is an environment. Choose one of its tasks to run.",
  ],
  [
    "no interpreter",
    run("etl.check"),
    { interpreter: undefined },
    "noInterpreter",
    "No Python interpreter was found for this folder. Choose one, or make a virtual environment in .venv.",
  ],
  [
    "no SDK",
    run("etl.check"),
    {
      interpreter: {
        path: "/usr/bin/python3",
        version: "3.11.2",
        plugins: [],
        sitePackages: [],
        source: { kind: "path" },
      } as InterpreterInfo,
    },
    "sdkMissing",
    "Flyte isn't installed in /usr/bin/python3 (Python 3.11.2), which this folder uses because it is the first Python on the PATH.",
  ],
])("%s is refused with a reason and what to do", (_, request, more, reason, message) => {
  expect(makeLaunch(request, { ...context, ...more })).toEqual({ kind: "refused", reason, message });
});

test("the command for a terminal takes the folder's own interpreter, and quotes what a shell would read", () => {
  const inputs = [
    { name: "day", value: "2026-01-31" },
    { name: "limit", value: 3 },
  ];
  const spec = specOf(makeLaunch(run("etl.main", inputs), context));
  expect(commandText(spec, [], { windows: false })).toBe(
    "flightdeck run --root-dir src src/shop/etl.py main --day 2026-01-31 --limit 3",
  );
  const other = {
    ...spec,
    rootDir: spec.cwd,
    interpreter: { kind: "path", path: "/opt/my python/bin/python" },
    project: "it's",
    action: { ...spec.action, inputs: [{ name: "tags", value: ["a", "b c"] }] },
  } as LaunchSpec;
  expect(commandText(other, [], { windows: false })).toBe(
    `flightdeck run --project 'it'\\''s' --python '/opt/my python/bin/python' src/shop/etl.py main --tags '["a","b c"]'`,
  );
  const flag = { name: "dry", annotation: "bool", hasDefault: true, defaultText: "True" };
  const off = { ...spec, action: { ...spec.action, inputs: [{ name: "dry", value: false }] } } as LaunchSpec;
  expect(commandText(off, [flag], { windows: false })).toBe(
    "flightdeck run --root-dir src src/shop/etl.py main --no-dry",
  );
  const deploy = { kind: "deploy", target: { kind: "environment", uri, environment: "etl" } } as const;
  const deployed = specOf(makeLaunch(deploy, { ...context, version: "v1" }));
  expect(commandText(deployed, [], { windows: false })).toBe(
    "flightdeck deploy --root-dir src --version v1 src/shop/etl.py env",
  );
  const patient = { ...deployed, timeoutSeconds: 300, envFile: `${deployed.cwd}/conf/local.env` };
  expect(commandText(patient, [], { windows: false })).toBe(
    "flightdeck deploy --root-dir src --version v1 --dotenv conf/local.env --timeout 300 src/shop/etl.py env",
  );
  const usual = { ...deployed, timeoutSeconds: 120, envFile: `${deployed.cwd}/.env` };
  expect(commandText(usual, [], { windows: false })).toBe(commandText(deployed, [], { windows: false }));
});

test("the command names the folder's interpreter where the file's own environment would be taken", () => {
  const spec = specOf(makeLaunch(run("etl.main", []), context));
  expect(commandText(spec, [], { windows: false, isScript: true })).toBe(
    `flightdeck run --root-dir src --python ${(spec.interpreter as { readonly path: string }).path} src/shop/etl.py main`,
  );
  const own: LaunchSpec = { ...spec, interpreter: { kind: "script", file: spec.file } };
  expect(commandText(own, [], { windows: false, isScript: true })).toBe(
    "flightdeck run --root-dir src src/shop/etl.py main",
  );
});

test("for PowerShell words are quoted that it would read, and what 5.1 would spoil is piped as JSON", () => {
  const given = (inputs: readonly Input[]) => {
    const spec = specOf(makeLaunch(run("etl.main", inputs), context));
    return commandText({ ...spec, rootDir: spec.cwd, project: "it's" }, [], { windows: true });
  };
  expect(
    given([
      { name: "day", value: "a,b" },
      { name: "limit", value: "@x" },
    ]),
  ).toBe("flightdeck run --project 'it''s' src/shop/etl.py main --day 'a,b' --limit '@x'");
  expect(
    given([
      { name: "day", value: "2026-01-31" },
      { name: "tags", value: ["a", "it's ü"] },
      { name: "note", value: "" },
      { name: "dir", value: "C:\\my dir\\" },
      { name: "more", text: '{"k": 1}' },
    ]),
  ).toBe(
    `'{"tags":["a","it''s \\u00fc"],"note":"","dir":"C:\\\\my dir\\\\","more":{"k":1}}' | flightdeck run --project 'it''s' --inputs - src/shop/etl.py main --day 2026-01-31`,
  );
});

test("a run without the cache says so in its spec and in its command", () => {
  const request = { ...run("etl.check"), disableRunCache: true } as LaunchRequest;
  const spec = specOf(makeLaunch(request, context));
  expect(spec.action).toEqual({
    kind: "run",
    mode: "local",
    variable: "check",
    name: "etl.check",
    inputs: [],
    disableRunCache: true,
  });
  expect(commandText(spec, [], { windows: false })).toBe(
    "flightdeck run --root-dir src --disable-run-cache src/shop/etl.py check",
  );
  // `flyte run` has no option for it.
  expect(commandOf(spec)).toEqual(["flyte", "run", "--local", "--root-dir", "src", "src/shop/etl.py", "check"]);
});

test("an environment file is named by its place, and never read here", () => {
  const envFile = (setting: string) =>
    specOf(makeLaunch(run("etl.check"), { ...context, settings: { ...context.settings, envFile: setting } })).envFile;
  expect(envFile(["$", "{workspaceFolder}/.env"].join(""))).toBe("/code/.env");
  expect(envFile("conf/local.env")).toBe("/code/conf/local.env");
  expect(envFile("/etc/etl.env")).toBe("/etc/etl.env");
  expect(envFile("")).toBeUndefined();
  expect(envFile("~/etl.env")).toBe("~/etl.env");
});

test("in settings `~` is the home of whoever runs, and the folder may be named", () => {
  const configFile = (setting: string) =>
    specOf(
      makeLaunch(run("etl.check"), {
        ...context,
        home: "/home/ada",
        settings: { ...context.settings, configFile: setting, envFile: setting },
      }),
    );
  const both = (path: string) => ({ configFile: path, envFile: path });
  expect(configFile("~/.flyte/config.yaml")).toMatchObject(both("/home/ada/.flyte/config.yaml"));
  expect(configFile(["$", "{workspaceFolder}/conf/flyte.yaml"].join(""))).toMatchObject(both("/code/conf/flyte.yaml"));
  expect(configFile("~other/flyte.yaml")).toMatchObject(both("~other/flyte.yaml"));
});

const scripts = model(
  file("jobs.py", {
    environments: [environment("jobs.py", 3, "jobs"), environment("jobs.py", 4, "web", {}, { category: "app" })],
    tasks: [],
    entryPoints: [
      entry("runs jobs.main", { kind: "nobody" }, "in its own process"),
      entry("deploys jobs", { kind: "config", file: known("config.yaml") }, "on the control plane of config.yaml"),
    ],
    main: { place: at("jobs.py", 9), contact: { kind: "endpoint", endpoint: known("flyte.example.com") } },
  }),
);
const inScripts: LaunchContext = { ...context, model: scripts, file: "jobs.py" };
const jobs = "file:///code/jobs.py";

function entry(text: string, contact: Contact, where: string): EntryPoint {
  return {
    kind: "run",
    targets: [],
    text,
    arguments: [],
    options: [],
    contact,
    where,
    place: at("jobs.py", 10),
    when: "main",
    notes: [],
  };
}

test("a script runs with whom its text says that it contacts, and whom somebody agreed to", () => {
  const request = { kind: "script", target: { kind: "script", uri: jobs } } as const;
  const answer = makeLaunch(request, inScripts);
  expect(specOf(answer)).toMatchObject({
    action: {
      kind: "script",
      name: "jobs.py",
      contacts: [
        { kind: "config", file: "config.yaml" },
        { kind: "endpoint", endpoint: "flyte.example.com" },
      ],
    },
    cwd: "/code",
    file: "/code/jobs.py",
  });
  expect(answer).toMatchObject({
    starts: ["runs jobs.main in its own process", "deploys jobs on the control plane of config.yaml"],
    contacts: ["the control plane of config.yaml", "flyte.example.com"],
  });
  const more = [
    { kind: "endpoint", endpoint: "elsewhere:8080" },
    { kind: "unnamed" },
    { kind: "config", file: "config.yaml" },
  ] as const;
  const agreed = makeLaunch({ ...request, contacts: more }, inScripts);
  expect(specOf(agreed).action).toMatchObject({
    contacts: [
      { kind: "config", file: "config.yaml" },
      { kind: "endpoint", endpoint: "flyte.example.com" },
      { kind: "endpoint", endpoint: "elsewhere:8080" },
      { kind: "unnamed" },
    ],
  });
  expect(agreed).toMatchObject({
    contacts: [
      "the control plane of config.yaml",
      "flyte.example.com",
      "elsewhere:8080",
      "a control plane that the text doesn't name",
    ],
  });
  expect(commandText(specOf(answer), [], { windows: false })).toBe(".venv/bin/python jobs.py");
  const own = { ...scripts, files: scripts.files.map((each) => ({ ...each, script: [] })) };
  expect(commandText(specOf(makeLaunch(request, { ...inScripts, model: own })), [], { windows: false })).toBe(
    "uv run jobs.py",
  );
  expect(makeLaunch(request, { ...inScripts, file: "gone.py" })).toMatchObject({ reason: "targetNotFound" });
});

test("whom the text leaves open a script may contact", () => {
  const either = { kind: "oneOf", values: ["a.yaml", "b.yaml"] } as const;
  const untold = { kind: "unknown", reason: { kind: "environmentVariable", name: "N" }, why: "read from $N" } as const;
  const launched = (contact: Contact) => {
    const main = { place: at("jobs.py", 9), contact };
    const files = scripts.files.map((each) => ({ ...each, entryPoints: [], main }));
    const answer = makeLaunch(
      { kind: "script", target: { kind: "script", uri: jobs } },
      { ...inScripts, model: { ...scripts, files } },
    );
    const { action } = specOf(answer);
    return [action.kind === "script" ? action.contacts : [], answer.kind === "spec" ? answer.contacts : []];
  };
  expect(launched({ kind: "config", file: either })).toEqual([
    [
      { kind: "config", file: "a.yaml" },
      { kind: "config", file: "b.yaml" },
    ],
    ["the control plane of a.yaml or the control plane of b.yaml"],
  ]);
  const unnamed = [[{ kind: "unnamed" }], ["a control plane that the text doesn't name"]];
  expect(launched({ kind: "config", file: untold })).toEqual(unnamed);
  expect(launched({ kind: "endpoint", endpoint: untold })).toEqual(unnamed);
  expect(launched({ kind: "unknown" })).toEqual(unnamed);
  expect(launched({ kind: "cluster" })).toEqual([[{ kind: "cluster" }], ["the control plane that the script runs on"]]);
  expect(launched({ kind: "config" })).toEqual([[{ kind: "config" }], ["the configured control plane"]]);
  expect(launched({ kind: "nobody" })).toEqual([[], []]);
});

test("an app is served; what is no app isn't", () => {
  const serve = (name: string) =>
    makeLaunch({ kind: "serve", target: { kind: "environment", uri: jobs, environment: name } }, inScripts);
  const spec = specOf(serve("web"));
  expect(spec.action).toEqual({ kind: "serve", environment: "web", variable: "web" });
  expect(commandText(spec, [], { windows: false })).toBe("flightdeck serve jobs.py web");
  expect(commandOf(spec)).toEqual(["flyte", "serve", "--local", "jobs.py", "web"]);
  expect(serve("jobs")).toMatchObject({
    kind: "refused",
    message: "jobs isn't an app environment, so there is nothing to serve.",
  });
});
