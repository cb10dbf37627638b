/** The files of a new Flyte project: small, and real enough to run, plan and deploy at once. */

/** Names relative to the project's folder, and their contents. */
export const projectFiles: Readonly<Record<string, string>> = {
  "hello.py": `"""Cleans a few measurements and says what they amount to."""

import flyte

env = flyte.TaskEnvironment(
    name="hello",
    resources=flyte.Resources(cpu=1, memory="500Mi"),
)


@env.task
async def clean(values: list[float]) -> list[float]:
    """Drops values that can't be measurements."""
    kept = [value for value in values if value >= 0]
    print(f"kept {len(kept)} of {len(values)} values")
    return kept


@env.task
async def main(values: list[float] = [3.5, -1.0, 4.0, 4.5]) -> str:
    """Reports the mean of the values that are left."""
    kept = await clean(values)
    if not kept:
        return "no values are left"
    return f"{len(kept)} values, mean {sum(kept) / len(kept):.2f}"
`,
  "README.md": `# hello

A Flyte project with one environment and two tasks, in \`hello.py\`.

    python -m venv .venv
    .venv/bin/pip install -r requirements.txt
    .venv/bin/flyte run --local hello.py main

On Windows the programs are in \`.venv\\Scripts\`.

In VS Code, click Run above \`main\`.
`,
  "requirements.txt": "flyte>=2,<3\n",
  ".gitignore": ".venv/\n__pycache__/\n",
};

/** The file to open first. */
export const projectEntry = "hello.py";
