/** A small project of two environments, as files. */

import type { Files } from "../workspace/folder.ts";

export const ETL = `import flyte

etl = flyte.TaskEnvironment(name="etl", resources=flyte.Resources(cpu=2, memory="4Gi"))


@etl.task
async def main(day: str, limit: int = 10) -> str:
    """Reads a day."""
    return await load(limit)


@etl.task(retries=3)
async def load(n: int = 1) -> str:
    return str(n)
`;

export const FEATURES = `import flyte

features = flyte.TaskEnvironment(name="features")


@features.task
def build(x: int = 1) -> int:
    return x
`;

export const project: Files = { "etl.py": ETL, "features.py": FEATURES, "README.md": "", "notes.py": "x = 1\n" };
