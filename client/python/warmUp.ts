/** Has a Python worker waiting in trusted folders with Flyte code, so that the first run starts at once. */

import type { LaunchTarget } from "../../protocol/launch.ts";
import { launch } from "../../protocol/lsp.ts";
import { warm } from "../../protocol/runner.ts";
import { fileUri } from "../editor/folders.ts";
import type { Trace } from "../editor/trace.ts";
import { vscode } from "../editor/vscode.ts";
import type { Models } from "../processes/model.ts";
import type { Runner } from "../processes/runner.ts";
import type { Server } from "../processes/server.ts";
import type { Interpreters } from "./interpreter.ts";
import { warmthOf } from "./warmth.ts";

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
  /** By folder: what `warmthOf` said of the interpreter that was asked for. */
  const warmed = new Map<string, string>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  async function warmFolder(key: string): Promise<void> {
    const warmth = warmthOf(interpreters.of(key)?.interpreter);
    const isReady = models.state(key)?.kind === "ready";
    if (!vscode.workspace.isTrusted || warmth === undefined || !isReady || warmed.get(key) === warmth) return;
    const [target] = [...(models.mirror(key)?.files.values() ?? [])].flatMap(
      ({ path, tasks, script }): LaunchTarget[] => {
        // Its environment is made when it is run, and not before.
        if (script !== undefined) return [];
        const task = tasks.find(({ when, kind }) => when === "import" && kind !== "reference");
        if (task === undefined) return [];
        return [{ kind: "task", uri: fileUri(key, path).toString(), task: task.function }];
      },
    );
    if (target === undefined) return;
    warmed.set(key, warmth);
    // Any task's spec tells the environment in which the worker has to start.
    const answer = await server.request(launch, { kind: "run", target, inputs: [] });
    if (answer.kind !== "spec") {
      // The file or the interpreter has changed meanwhile, which tells of itself.
      warmed.delete(key);
      return;
    }
    const { interpreter, env, envFile } = answer.spec;
    const result = await runner.request(warm, { interpreter, env, ...(envFile === undefined ? {} : { envFile }) });
    trace.info(`warm worker: ${JSON.stringify(result)}`);
  }

  const soon = (key: string) => {
    if (timers.has(key)) return;
    const warmNow = () => {
      timers.delete(key);
      warmFolder(key).catch((error: unknown) => trace.warn(`no warm worker: ${String(error)}`));
    };
    timers.set(key, setTimeout(warmNow, WARM_MS));
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
