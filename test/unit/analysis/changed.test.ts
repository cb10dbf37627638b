/** What is changed after it was made is not what its call or its decorator says: it is told as it is, or as unknown, and never as it was. */

import { expect, test } from "vitest";
import type { Value } from "../../../protocol/value.ts";
import { modelOf } from "./parser.ts";

function say(value: Value | undefined): string {
  if (value === undefined) return "not given";
  switch (value.kind) {
    case "known": {
      const { value: py } = value;
      if (py.type === "str") return py.value;
      if (py.type === "int") return py.text;
      if (py.type === "object") return `${py.callee}(${py.args.map((each) => say(each.value)).join(", ")})`;
      return py.type === "dict" ? py.entries.map((each) => say(each.value)).join() : py.type;
    }
    case "oneOf":
      return value.values.map((each) => say({ kind: "known", value: each })).join(" or ");
    case "unknown":
      return `?[${value.why}]`;
  }
}

const nameOf = (name: Value<string> | undefined): string | undefined =>
  name?.kind === "known" ? name.value : undefined;

/** A setting of the environment named `e`. */
function settingOf(parameter: string, text: string, more: Readonly<Record<string, string>> = {}): string {
  const files = modelOf({ "app.py": `import flyte\n${text}\n`, ...more });
  const environment = files.flatMap(({ environments }) => environments).find(({ name }) => nameOf(name) === "e");
  return say(environment?.settings.find(({ name }) => name === parameter)?.value);
}

const resources = (text: string) => settingOf("resources", text);
const CPU = "?[its cpu is set after it was made]";

test("an object of the SDK whose attribute is set isn't what its call says, for all who hold it", () => {
  expect(resources("r = flyte.Resources(cpu=1)\ne = flyte.TaskEnvironment('e', resources=r)")).toBe(
    "flyte.Resources(1)",
  );
  for (const text of [
    "r.cpu = 2\ne = flyte.TaskEnvironment('e', resources=r)",
    "e = flyte.TaskEnvironment('e', resources=r)\nr.cpu = 2",
    "e = flyte.TaskEnvironment('e', resources=r)\ne.resources.cpu = 2",
    "r.__setattr__('cpu', 2)\ne = flyte.TaskEnvironment('e', resources=r)",
    "setattr(r, 'cpu', 2)\ne = flyte.TaskEnvironment('e', resources=r)",
    "object.__setattr__(r, 'cpu', 2)\ne = flyte.TaskEnvironment('e', resources=r)",
    "vars(r)['cpu'] = 2\ne = flyte.TaskEnvironment('e', resources=r)",
    "r.__dict__['cpu'] = 2\ne = flyte.TaskEnvironment('e', resources=r)",
    "r.__dict__.update(cpu=2)\ne = flyte.TaskEnvironment('e', resources=r)",
    "for each in [r]:\n    each.cpu = 2\ne = flyte.TaskEnvironment('e', resources=r)",
    "def grow(each):\n    each.cpu = 2\ngrow(r)\ne = flyte.TaskEnvironment('e', resources=r)",
    "import os\nif os.environ.get('BIG'):\n    r.cpu = 2\ne = flyte.TaskEnvironment('e', resources=r)",
    "import os\ns = r if os.environ.get('BIG') else flyte.Resources(cpu=3)\ns.cpu = 2\ne = flyte.TaskEnvironment('e', resources=r)",
  ])
    expect([text, resources(`r = flyte.Resources(cpu=1)\n${text}`)]).toEqual([text, CPU]);
  expect(
    resources(
      "import os\nr = flyte.Resources(cpu=1)\nsetattr(r, os.environ['NAME'], 2)\ne = flyte.TaskEnvironment('e', resources=r)",
    ),
  ).toBe("?[changed after it was made]");
});

test("what it was given is not read of it any more", () => {
  const text = "s = flyte.Secret(key='a')\ns.key = 'b'\ne = flyte.TaskEnvironment('e', queue=s.key)";
  expect(settingOf("queue", text)).toBe("?[its key is set after it was made]");
});

test("a class and its objects are changed by name as well", () => {
  const queue = (text: string) =>
    settingOf("queue", `class K:\n    lane = 'slow'\nk = K()\n${text}\ne = flyte.TaskEnvironment('e', queue=k.lane)`);
  expect(queue("pass")).toBe("slow");
  for (const text of [
    "setattr(K, 'lane', 'fast')",
    "type.__setattr__(K, 'lane', 'fast')",
    "k.__setattr__('lane', 'fast')",
  ])
    expect([text, queue(text)]).toEqual([text, "fast"]);
});

test("a copy is another object", () => {
  const made = "import copy\nr = flyte.Resources(cpu=1)\ns = copy.copy(r)\ns.cpu = 2\n";
  expect(resources(`${made}e = flyte.TaskEnvironment('e', resources=r)`)).toBe("flyte.Resources(1)");
  expect(resources(`${made}e = flyte.TaskEnvironment('e', resources=s)`)).toBe(CPU);
});

test("whoever changes another module's object has it changed, and what a function does later changes nothing", () => {
  const base = "import flyte\nr = flyte.Resources(cpu=1)\nown = flyte.TaskEnvironment('own', resources=r)\n";
  const text = "from base import r\nr.cpu = 2\ne = flyte.TaskEnvironment('e', resources=r)";
  expect(settingOf("resources", text, { "base.py": base })).toBe(CPU);
  const later = "r = flyte.Resources(cpu=1)\ndef later():\n    r.cpu = 2\ne = flyte.TaskEnvironment('e', resources=r)";
  expect(resources(later)).toBe("flyte.Resources(1)");
});

test("a task's attribute that is set goes before what its decorator gave", () => {
  const task = (body: string, name: string): string => {
    const [file] = modelOf({
      "app.py": `import os\nimport flyte\nenv = flyte.TaskEnvironment('env')\n@env.task(retries=1, short_name='one')\ndef t(): ...\n${body}\n`,
    });
    return say(file?.tasks[0]?.settings.find((each) => each.name === name)?.value);
  };
  expect(task("", "retries")).toBe("1");
  expect(task("t.retries = 5", "retries")).toBe("5");
  expect(task("object.__setattr__(t, 'retries', 5)", "retries")).toBe("5");
  expect(task("t.short_name = 'two'", "short_name")).toBe("two");
  expect(task("t.queue = 'fast'", "queue")).toBe("fast");
  expect(task("t.note = 'mine'", "note")).toBe("not given");
  expect(task("if os.environ.get('X'):\n    t.retries = 5", "retries")).toBe("1 or 5");
  expect(task("other = t.override(retries=3)\nother.retries = 5", "retries")).toBe("1");
});

test("functions of Python's library that change what they are given leave nothing known of it", () => {
  const joined = (made: string, change: string): string =>
    settingOf(
      "env_vars",
      `import bisect, heapq, operator, random\nx = ${made}\n${change}\ne = flyte.TaskEnvironment('e', env_vars={'A': ','.join(x)})`,
    );
  expect(joined("['b', 'c']", "pass")).toBe("b,c");
  for (const change of [
    "random.shuffle(x)",
    "random.Random(3).shuffle(x)",
    "heapq.heappush(x, 'a')",
    "heapq.heapify(x)",
    "bisect.insort(x, 'a')",
    "operator.setitem(x, 0, 'a')",
    "operator.iadd(x, ['a'])",
    "x.__setitem__(0, 'a')",
    "x.__iadd__(['a'])",
  ])
    expect([change, joined("['b', 'c']", change)]).toEqual([change, expect.stringMatching(/^\?/)]);
  expect(joined("['b', 'c']", "list.append(x, 'd')")).toBe("b,c,d");

  const dict = (change: string) =>
    settingOf("env_vars", `import operator\nx = {'A': '1'}\n${change}\ne = flyte.TaskEnvironment('e', env_vars=x)`);
  expect(dict("dict.update(x, A='2')")).toBe("2");
  expect(dict("x.__setitem__('A', '2')")).toBe("2");
  expect(dict("x.__ior__({'A': '2'})")).toBe("2");
  expect(dict("operator.setitem(x, 'A', '2')")).toMatch(/^\?/);
});

test("an edge that is appended by the list's own function is one", () => {
  const [file] = modelOf({
    "app.py":
      "import flyte\nx = flyte.TaskEnvironment('x')\ny = flyte.TaskEnvironment('y')\nlist.append(y.depends_on, x)\n",
  });
  expect(file?.dependsOn.map(({ toName }) => nameOf(toName))).toEqual(["x"]);
});

test("what a module puts in the place of a name of the SDK is what it means from there on", () => {
  const cache = (text: string) =>
    settingOf("cache", `${text}\ne = flyte.TaskEnvironment('e', cache=flyte.Cache('auto'))`);
  expect(cache("")).toBe("flyte.Cache(auto)");
  expect(cache("flyte.Cache = lambda behavior: 'disable'")).toBe("disable");
  expect(
    cache(
      "before = flyte.Cache\nclass Own(before):\n    def __init__(self, behavior):\n        super().__init__(behavior='override', version_override='v1')\nflyte.Cache = Own",
    ),
  ).toBe("Own(override, v1)");
  expect(cache("import os\nif os.environ.get('X'):\n    flyte.Cache = lambda behavior: 'disable'")).toMatch(/^\?|or/);
});

test("a plugin or Flyte 1 may be missing: what stands for that counts too", () => {
  const either = (module: string): string =>
    settingOf(
      "queue",
      `try:\n    import ${module}\n    x = 'with'\nexcept ImportError:\n    x = 'without'\ne = flyte.TaskEnvironment('e', queue=x)`,
    );
  expect(either("json")).toBe("with");
  expect(either("flyte.app")).toBe("with");
  for (const module of ["flyteplugins.wandb", "flytekit", "pandas"])
    expect([module, either(module)]).toEqual([module, "with or without"]);
});

test("a project that is a plugin has its own part of flyteplugins", () => {
  const files = modelOf({
    "example.py":
      "import flyte\nfrom flyteplugins.bio.cat import cat, env as cat_env\nfrom flyteplugins.vllm import VLLMAppEnvironment\nenv = flyte.TaskEnvironment('pipeline', depends_on=[cat_env])\napp = VLLMAppEnvironment(name='app')\n@env.task\nasync def main():\n    return await cat('a')\n",
    "src/flyteplugins/bio/__init__.py": "",
    "src/flyteplugins/bio/cat.py":
      "import flyte\nenv = flyte.TaskEnvironment('cat')\n@env.task\nasync def cat(x: str): ...\n",
  });
  const example = files.find(({ path }) => path === "example.py");
  expect(example?.dependsOn.map(({ toName }) => nameOf(toName))).toEqual(["cat"]);
  expect(example?.environments.map(({ name, kind }) => [nameOf(name), kind])).toEqual([
    ["pipeline", "TaskEnvironment"],
    ["app", "VLLMAppEnvironment"],
  ]);
  expect(example?.calls.map(({ to }) => to.kind)).toEqual(["known"]);
});
