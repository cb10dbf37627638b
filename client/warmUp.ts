/** Has a Python worker waiting in trusted folders with Flyte code, so that the first run starts at once. */

import type { LaunchTarget } from "../protocol/launch.ts";
import { launch } from "../protocol/lsp.ts";
import { warm } from "../protocol/runner.ts";
import type { Interpreters } from "./interpreter.ts";
import type { Models } from "./model.ts";
import type { Runner } from "./runner.ts";
import type { Server } from "./server.ts";
import type { Trace } from "./trace.ts";
import { vscode } from "./vscode.ts";

interface Services {
  readonly server: Server;
  readonly models: Models;
  readonly runner: Runner;
  readonly interpreters: Interpreters;
  readonly trace: Trace;
}

/** The warm-up waits until the lenses are there, so that it is not in their way. */
const WARM_MS = 1500;

/** Has a worker started for a folder with Flyte code, once its interpreter is known. */
export function warmUp({ server, models, runner, interpreters, trace }: Services): readonly vscode.Disposable[] {
  const warmed = new Map<string, string>();
  const timers = new Set<ReturnType<typeof setTimeout>>();

  async function warmFolder(key: string): Promise<void> {
    const path = interpreters.of(key)?.interpreter?.path;
    const isReady = models.state(key)?.kind === "ready";
    if (!vscode.workspace.isTrusted || path === undefined || !isReady || warmed.get(key) === path) return;
    const file = [...(models.mirror(key)?.files.values() ?? [])].find(({ tasks }) =>
      tasks.some(({ when }) => when === "import"),
    );
    const task = file?.tasks.find(({ when, kind }) => when === "import" && kind !== "reference");
    if (file === undefined || task === undefined) return;
    warmed.set(key, path);
    // Any task's spec tells the environment in which the worker has to start.
    const uri = vscode.Uri.joinPath(vscode.Uri.parse(key), file.path).toString();
    const target: LaunchTarget = { kind: "task", uri, task: task.function };
    const answer = await server.request(launch, { kind: "run", target, inputs: [] });
    if (answer.kind !== "spec") return;
    const { interpreter, env } = answer.spec;
    const result = await runner.request(warm, { interpreter, env });
    trace.info(`warm worker: ${JSON.stringify(result)}`);
  }

  const soon = (key: string) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      warmFolder(key).catch((error: unknown) => trace.warn(`no warm worker: ${String(error)}`));
    }, WARM_MS);
    timers.add(timer);
  };
  return [
    models.onChange((key) => {
      if (models.state(key)?.kind === "ready" && !warmed.has(key)) soon(key);
    }),
    interpreters.onChange(soon),
    runner.onGone(() => warmed.clear()),
    { dispose: () => timers.forEach(clearTimeout) },
  ];
}
