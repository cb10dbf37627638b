/** Generates Flyte code of a wanted size, for measuring what a large project does to the graph. */

/** How many files, environments of each file, and tasks of each environment. */
export const FLOWS = { files: 10, environments: 5, tasks: 20 };

/** The text of a file: the first task of an environment calls two others, these two more, and the first of the environment before, on which it depends. */
export function flowOf(file: number): string {
  const lines = [
    "import flyte",
    ...(file === 0 ? [] : [`from flow${file - 1} import env${file - 1}_0, f${file - 1}_0_0`]),
  ];
  for (let number = 0; number < FLOWS.environments; number++) {
    const [env, before] = [`env${file}_${number}`, number > 0 ? `env${file}_${number - 1}` : `env${file - 1}_0`];
    const dependsOn = number > 0 || file > 0 ? `, depends_on=[${before}]` : "";
    lines.push("", `${env} = flyte.TaskEnvironment(name="${env}"${dependsOn})`, "");
    for (let task = FLOWS.tasks - 1; task >= 0; task--) {
      const name = (each: number) => `f${file}_${number}_${each}`;
      const calls = [2 * task + 1, 2 * task + 2]
        .filter((each) => each < FLOWS.tasks)
        .map((each) => `await ${name(each)}(n)`);
      if (task === 0 && number > 0) calls.push(`await f${file}_${number - 1}_0(n)`);
      if (task === 0 && number === 0 && file > 0) calls.push(`await f${file - 1}_0_0(n)`);
      lines.push("", `@${env}.task`, `async def ${name(task)}(n: int) -> int:`);
      lines.push(...calls.map((each) => `    ${each}`), "    return n", "");
    }
  }
  return `${lines.join("\n")}\n`;
}
