/** What a hover says of a task and of an environment. */

import { expect, test } from "vitest";
import { type ClientCapabilities, HoverRequest, type MarkupContent } from "vscode-languageserver-protocol/node";
import { folder } from "../workspace/folder.ts";
import { connect, EDITOR, uriOf } from "./client.ts";
import { project } from "./project.ts";

const PLAIN: ClientCapabilities = { ...EDITOR, textDocument: { hover: { contentFormat: ["plaintext"] } } };

async function hover(files: Parameters<typeof folder>[0], file: string, at: string, capabilities = PLAIN) {
  const root = folder(files);
  const client = await connect([root], { capabilities });
  const lines = String(files[file]).split("\n");
  const line = lines.findIndex((text) => text.includes(at));
  const position = { line, character: (lines[line] ?? "").indexOf(at) + at.length };
  const found = await client.wire.sendRequest(HoverRequest.type, {
    textDocument: { uri: uriOf(root, file) },
    position,
  });
  return (found?.contents as MarkupContent | undefined)?.value;
}

test("a task: what it is, its settings with their origins, its doc, who calls whom", async () => {
  expect(await hover(project, "etl.py", "def main")).toBe(
    [
      "etl.main  async task of environment etl",
      "",
      "async def main(day: str, limit: int = 10) → str",
      "",
      "Reads a day.",
      "",
      "2 CPU, 4 GiB  environment  etl.py:3",
      "cache disable  default",
      "retries 0  default",
      "timeout none  default",
      "",
      "Calls etl.load · Called by nothing",
    ].join("\n"),
  );
});

test("a task's own setting wins over the default", async () => {
  const text = await hover(project, "etl.py", "def load");
  expect(text).toContain("retries 3  task  etl.py:12");
  expect(text).toContain("Called by etl.main");
});

test("an environment: its class, its settings, and what comes along", async () => {
  const files = {
    "base.py": 'import flyte\nbase = flyte.TaskEnvironment(name="base")\n',
    "etl.py":
      'import flyte\nfrom base import base\netl = flyte.TaskEnvironment(\n    name="etl", depends_on=[base], image="ghcr.io/acme/etl:1"\n)\n',
  };
  const text = await hover(files, "etl.py", '"etl"');
  expect(text?.split("\n")[0]).toBe("etl  TaskEnvironment");
  expect(text).toContain("image ghcr.io/acme/etl:1  environment  etl.py:4");
  expect(text).toContain("Deploying etl brings base along");
});

test("what may not be called or come along says so, and a task's own image is told of", async () => {
  const files = {
    "etl.py": `import os, flyte
base = flyte.TaskEnvironment("base")
further = flyte.TaskEnvironment("further", depends_on=[base])
etl = flyte.TaskEnvironment("etl", image="img:1", depends_on=[further] if os.environ.get("F") else [])
@etl.task
def load(): ...
@etl.task
def check(): ...
@etl.task
def main(how: str):
    load()
    return {"load": load, "check": check}[how]()
etl.image = "img:2"
`,
  };
  const text = await hover(files, "etl.py", "def main");
  expect(text).toContain("image img:1  environment  etl.py:4");
  expect(text).not.toContain("img:2");
  expect(text).toContain("Calls etl.load, etl.check (maybe) · Called by nothing");
  expect(text).toContain("Deploying etl brings further (maybe), base (maybe) along");
  expect(await hover(files, "etl.py", "def check")).toContain("Called by etl.main (maybe)");
});

test("defaults that are not the installed SDK's are said to be another's", async () => {
  const venv = (version: string) => ({
    ".venv/pyvenv.cfg": "version = 3.12.4\n",
    ".venv/bin/python": "",
    [`.venv/lib/python3.12/site-packages/flyte-${version}.dist-info/METADATA`]: `Name: flyte\nVersion: ${version}\n`,
  });
  const other = "Defaults of flyte 2.9.0, the nearest known to the installed 2.10.4";
  expect(await hover({ ...project, ...venv("2.10.4") }, "etl.py", "def main")).toContain(other);
  expect(await hover({ ...project, ...venv("2.12.1") }, "etl.py", "def main")).not.toContain("Defaults of");
  expect(await hover(project, "etl.py", "def main")).not.toContain("Defaults of");
});

test("an unknown is said with its reason", async () => {
  const files = {
    "etl.py":
      'import os\nimport flyte\netl = flyte.TaskEnvironment(name="etl", image=os.environ["BASE_IMAGE"])\n@etl.task(retries=os.environ["N"])\ndef run() -> None: ...\n',
  };
  expect(await hover(files, "etl.py", "def run")).toContain("retries ? unknown: read from $N");
  expect(await hover(files, "etl.py", 'name="etl')).toContain("$BASE_IMAGE");
  expect(await hover(files, "etl.py", "def run")).toContain(
    "image ? unknown: read from $BASE_IMAGE  environment  etl.py:3",
  );
});

test("a task says what it took of its environment before that was changed, and what its file's header asks for", async () => {
  const text = [
    "# /// script",
    '# dependencies = ["flyte>=2", "pandas"]',
    "# ///",
    "import flyte",
    'etl = flyte.TaskEnvironment("etl", queue="day")',
    "@etl.task",
    "def first() -> None: ...",
    'etl.queue = "night"',
    "@etl.task",
    "def second() -> None: ...",
  ].join("\n");
  const first = await hover({ "etl.py": text }, "etl.py", "def first");
  expect(first).toContain("queue day  environment  etl.py:5");
  expect(first).toContain("dependencies flyte>=2, pandas  script header  etl.py:2");
  expect(await hover({ "etl.py": text }, "etl.py", "def second")).toContain("queue night  environment  etl.py:8");
});

test("Markdown shows a docstring as it was written", async () => {
  const files = {
    "etl.py":
      'import flyte\netl = flyte.TaskEnvironment(name="etl")\n@etl.task\ndef run() -> None:\n    """Runs *all* <b>of</b> it|that.\n\n    [link](command:evil)\n    """\n',
  };
  const text = await hover(files, "etl.py", "def run", EDITOR);
  expect(text).toContain("**etl.run**");
  expect(text).toContain("Runs \\*all\\* \\<b\\>of\\</b\\> it\\|that.");
  expect(text).toContain("\\[link\\]\\(command:evil\\)");
  expect(text).toContain("| retries 0 | default |");
});

test("elsewhere there is none", async () => {
  expect(await hover(project, "etl.py", "import fly")).toBeUndefined();
  expect(await hover({ "notes.py": "x = 1\n" }, "notes.py", "x")).toBeUndefined();
});

const JOBS = {
  "jobs.py": [
    "import flyte",
    'etl = flyte.TaskEnvironment(name="etl")',
    "",
    '@etl.task(triggers=flyte.Trigger("daily", flyte.Cron("0 6 * * *"), inputs={"day": flyte.TriggerTime}, auto_activate=False))',
    "def sweep(day: str) -> None: ...",
    "",
    'if __name__ == "__main__":',
    '    flyte.init_from_config("prod.yaml")',
    '    flyte.run(sweep, day="x")',
    '    flyte.with_runcontext(mode="local").run(',
    "        sweep,",
    "    )",
    "    flyte.deploy(etl)",
    "    flyte.run(pick())",
  ].join("\n"),
};

test("a task's triggers are said with their schedules", async () => {
  expect(await hover(JOBS, "jobs.py", "def sweep")).toContain(
    "Trigger daily: daily at 06:00 UTC, gives day, off until it is activated · Calls nothing",
  );
});

test("the call of an entry point says what it starts and whom it contacts", async () => {
  expect(await hover(JOBS, "jobs.py", "flyte.run(sweep")).toBe(
    "runs etl.sweep  on the control plane of prod.yaml\n\ngives day · when the file is run as a script",
  );
  expect(await hover(JOBS, "jobs.py", "flyte.with_runcontext")).toBe(
    "runs etl.sweep  in its own process\n\nmode local · when the file is run as a script",
  );
  expect(await hover(JOBS, "jobs.py", "        sweep,")).toBeUndefined();
  expect(await hover(JOBS, "jobs.py", "flyte.deploy")).toBe(
    "deploys etl  on the control plane of prod.yaml\n\nwhen the file is run as a script",
  );
  expect(await hover(JOBS, "jobs.py", "flyte.run(pick")).toContain("runs ‹name unknown›");
  expect(await hover(JOBS, "jobs.py", "if __name__")).toBeUndefined();
});

test("an app says which functions it runs and when, and so does each function", async () => {
  const files = {
    "api.py": [
      "import flyte.app",
      'api = flyte.app.AppEnvironment(name="api")',
      "",
      "@api.on_startup",
      "async def connect(): ...",
      "",
      "@api.server",
      "def serve(): ...",
    ].join("\n"),
  };
  expect(await hover(files, "api.py", '"api"')).toContain("connect runs at startup · serve runs as the server");
  expect(await hover(files, "api.py", "def connect")).toBe("connect  async function of app api\n\nruns at startup");
  expect(await hover(files, "api.py", "def serve")).toBe("serve  function of app api\n\nruns as the server");
});
