/** Generates a large workspace: 10,000 Python files of 100 MB, of which 300 hold Flyte code, spread over packages. */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Files of each package, with what uses Flyte among them. */
export const WORKSPACE = { packages: 100, files: 100, flyte: 3, bytes: 10_000 };

/** Writes it below `root`, and answers with the number of its bytes. */
export async function writeWorkspace(root: string): Promise<number> {
  let bytes = 0;
  for (let number = 0; number < WORKSPACE.packages; number++) {
    const folder = join(root, "src", `package${number}`);
    await mkdir(folder, { recursive: true });
    const texts = Array.from({ length: WORKSPACE.files }, (_, file): readonly [string, string] =>
      file < WORKSPACE.flyte ? [`flow${file}.py`, flow(number, file)] : [`module${file}.py`, plain(number, file)],
    );
    await Promise.all(texts.map(([name, text]) => writeFile(join(folder, name), text)));
    bytes += texts.reduce((sum, [, text]) => sum + text.length, 0);
  }
  return bytes;
}

/** One environment and five tasks that call each other; constants and helpers come from a module beside it. */
function flow(number: number, file: number): string {
  const env = `env_${number}_${file}`;
  const lines = [
    "import flyte",
    "",
    `from .module${10 + file} import LIMIT_0, compute_0`,
    "",
    `${env} = flyte.TaskEnvironment(name="p${number}-f${file}", resources=flyte.Resources(cpu=LIMIT_0, memory="1Gi"))`,
  ];
  for (let task = 0; task < 5; task++) {
    lines.push(
      "",
      "",
      `@${env}.task(retries=${task})`,
      `async def task_${task}(n: int, scale: float = ${task}.5) -> int:`,
    );
    lines.push(...(task === 0 ? [] : [`    n = await task_${task - 1}(n)`]), "    return compute_0(n, scale)");
  }
  return filled(`${lines.join("\n")}\n`, number, file);
}

/** Every module but each tenth imports one of those. */
function plain(number: number, file: number): string {
  const imports = file % 10 === 0 ? "" : `from .module${Math.max(10, file - (file % 10))} import compute_0 as base\n`;
  return filled(
    `import json\nimport os\nfrom collections import defaultdict\n${imports}\nLIMIT_0 = ${1 + (file % 7)}\n`,
    number,
    file,
  );
}

/** With functions and classes until it is as long as the others. */
function filled(head: string, number: number, file: number): string {
  let text = head;
  for (let part = 0; text.length < WORKSPACE.bytes; part++) {
    text += `

def compute_${part}(n, scale=1.0, *, label="p${number}"):
    """Sum what the records of ${file} hold, scaled by ${part}."""
    totals = defaultdict(int)
    for index in range(n):
        if index % ${2 + part} == 0 and label not in totals:
            totals[f"{label}-{index}"] += int(scale * index) # each ${part}th
        else:
            totals[label] = max(totals[label], len(os.sep) + index)
    return sum(totals.values())


class Record_${part}:
    limit = ${part * 3 + 1}

    def __init__(self, name: str, values: list[int] | None = None) -> None:
        self.name = name
        self.values = [value for value in values or [] if value < self.limit]

    def to_json(self) -> str:
        return json.dumps({"name": self.name, "values": self.values, "part": ${part}})
`;
  }
  return text;
}
