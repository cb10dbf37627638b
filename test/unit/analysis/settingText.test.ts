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
