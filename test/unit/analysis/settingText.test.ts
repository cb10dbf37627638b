/** Settings in words, as trees, plans and hovers show them: Python in, words out. */

import { expect, test } from "vitest";
import { modelOf } from "./parser.ts";

/** One line a setting, and what it consists of below it. */
function words(source: string): string {
  const settings = modelOf({ "a.py": source }).flatMap(({ environments }) =>
    environments.flatMap((environment) => environment.settings),
  );
  return settings.flatMap(({ text, parts = [] }) => [text, ...parts.map((part) => `  ${part}`)]).join("\n");
}

test("an environment's settings, and the layers, secrets and variables in them", () => {
  expect(
    words(`
import flyte
env = flyte.TaskEnvironment(
    "etl",
    image=flyte.Image.from_debian_base(python_version=(3, 12)).with_apt_packages("git").with_pip_packages("pandas", "pyarrow"),
    resources=flyte.Resources(cpu=2, memory="4Gi", gpu="A100:1"),
    secrets=[flyte.Secret(key="HF_TOKEN"), "WANDB"],
    env_vars={"STAGE": "dev", "N": "1"},
    cache="auto",
    reusable=flyte.ReusePolicy(replicas=(2, 4)),
)
`),
  ).toBe(
    [
      "image debian base · python 3.12 · apt git · pandas, pyarrow",
      "  debian base · python 3.12",
      "  apt git",
      "  pandas, pyarrow",
      "2 CPU, 4 GiB, GPU A100:1",
      "secrets HF_TOKEN, WANDB",
      "  HF_TOKEN",
      "  WANDB",
      "env STAGE=dev, N=1",
      "  STAGE=dev",
      "  N=1",
      "cache auto",
      "reuse 2–4",
    ].join("\n"),
  );
});

test("what can't be told says why, where it stands", () => {
  expect(
    words(`
import os
import flyte
env = flyte.TaskEnvironment(
    "etl",
    image=flyte.Image.from_base(os.environ["BASE"]).with_pip_packages("pandas"),
    resources=pick(),
    secrets=[flyte.Secret(key="A"), find_secret()],
    cache="auto" if os.environ.get("FAST") else "disable",
)
`),
  ).toBe(
    [
      "image ? unknown: read from $BASE · pandas",
      "  ? unknown: read from $BASE",
      "  pandas",
      "resources ? unknown: pick is not defined here",
      "secrets A, ? unknown: find_secret is not defined here",
      "  A",
      "  ? unknown: find_secret is not defined here",
      "cache auto or cache disable",
      "  cache auto",
      "  cache disable",
    ].join("\n"),
  );
});

test("nothing in a list is said as nothing, and empty text as text", () => {
  expect(
    words(`
import flyte
env = flyte.TaskEnvironment("etl", secrets=[], env_vars={}, include=(), description="")
`),
  ).toBe(["secrets none", "env_vars none", "include none", 'description ""'].join("\n"));
});

/** When a task's only trigger fires. */
function schedule(automation: string): string | undefined {
  const text = `
import datetime
from datetime import timedelta
import flyte
env = flyte.TaskEnvironment("etl")
@env.task(triggers=flyte.Trigger("t", ${automation}))
def t(): ...
`;
  return modelOf({ "a.py": text })[0]?.tasks[0]?.triggers?.[0]?.schedule;
}

test.each([
  ['flyte.Cron("*/15 3 * * 1-5")', "every 15 minutes from 03:00 to 03:45 UTC, Monday to Friday"],
  ['flyte.Cron("*/30 9-17 * * *")', "every 30 minutes from 09:00 to 17:30 UTC"],
  ['flyte.Cron("* 4 * * *")', "every minute from 04:00 to 04:59 UTC"],
  ['flyte.Cron("5 9-17 * * 1-5", "Europe/Berlin")', "every hour from 09:05 to 17:05 Europe/Berlin, Monday to Friday"],
  ['flyte.Cron("5 3 * * 1-5")', "Monday to Friday at 03:05 UTC"],
  // Crossing midnight, and leaving shorter steps, have no short words.
  ['flyte.Cron("0 22-2 * * *")', "cron 0 22-2 * * * UTC"],
  ['flyte.Cron("*/25 3 * * *")', "cron */25 3 * * * UTC"],
  ['flyte.Cron("0 9-33 * * *")', "cron 0 9-33 * * * UTC"],
  ["flyte.FixedRate(timedelta(minutes=30))", "every 30 minutes"],
  ["flyte.FixedRate(datetime.timedelta(hours=1, minutes=30))", "every 90 minutes"],
  ["flyte.FixedRate(timedelta(1))", "every day"],
  ["flyte.FixedRate(timedelta(hours=find()))", "at a rate that can't be told from the text"],
  ["flyte.FixedRate(timedelta(0))", "at a rate that can't be told from the text"],
])("%s fires %s", (automation, words) => {
  expect(schedule(automation)).toBe(words);
});

test("a trigger's setting says when it fires, and where a deployment leaves it off", () => {
  const text = (args: string): string | undefined =>
    modelOf({
      "a.py": `import os, flyte
env = flyte.TaskEnvironment("a")
@env.task(triggers=flyte.Trigger("t", flyte.Cron("0 6 * * *")${args}))
def one(): ...
`,
    })[0]?.tasks[0]?.settings[0]?.text;
  expect(text("")).toBe("trigger t: daily at 06:00 UTC");
  expect(text(", auto_activate=True")).toBe("trigger t: daily at 06:00 UTC");
  expect(text(', "words", False')).toBe("trigger t: daily at 06:00 UTC, off until it is activated");
  expect(text(", auto_activate=False")).toBe("trigger t: daily at 06:00 UTC, off until it is activated");
  expect(text(', auto_activate=os.environ.get("ON") == "1"')).toContain("trigger t: daily at 06:00 UTC");
  expect(text(', auto_activate=os.environ["ON"]')).toBe(
    "trigger t: daily at 06:00 UTC, activation unknown: read from $ON",
  );
});
