/** A client of the Debug Adapter Protocol, as an editor is one: starts a run under the debugger, sets breakpoints, looks around. */

import { readFileSync } from "node:fs";
import type { Input } from "../../../protocol/index.ts";
import type { DebugMessage } from "../../../protocol/runner.ts";
import { type Session, taskSpec } from "./runs.ts";

type Message = DebugMessage["message"];
// biome-ignore lint/suspicious/noExplicitAny: what comes is JSON, and each test asserts what it reads of it.
type Body = any;

export interface Debugging {
  readonly run: string;
  readonly request: (command: string, args?: unknown) => Promise<Body>;
  /** The next stop that wasn't waited for yet. */
  readonly stopped: () => Promise<Stop>;
  readonly resume: () => Promise<void>;
}

export interface Stop {
  readonly reason: string;
  readonly threadId: number;
  /** The innermost frames, as `line function`. */
  readonly stack: readonly string[];
  readonly locals: Readonly<Record<string, string>>;
}

export interface Start {
  readonly python: string;
  readonly file: string;
  readonly task: string;
  readonly inputs?: readonly Input[];
  /** Texts of the lines to stop at. */
  readonly at?: readonly string[];
  readonly filters?: readonly string[];
  readonly justMyCode?: boolean;
  readonly debugpy?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a run, and goes through what an editor says before user code runs. */
export async function debug(session: Session, start: Start): Promise<Debugging> {
  const { at = [], filters = ["uncaught"], justMyCode = true, debugpy, env = {}, ...task } = start;
  const { run } = await session.runner.start({
    spec: taskSpec(task, { env }),
    secrets: {},
    debug: debugpy === undefined ? {} : { debugpy },
  });
  const { request, event } = client(session, run);
  await request("initialize", { adapterID: "flightdeck", linesStartAt1: true, columnsStartAt1: true });
  const initialized = event("initialized");
  await request("launch", { justMyCode, showReturnValue: true });
  await initialized;
  const lines = readFileSync(start.file, "utf8").split("\n");
  const breakpoints = at.map((text) => ({ line: lines.findIndex((line) => line.includes(text)) + 1 }));
  await request("setBreakpoints", { source: { path: start.file }, breakpoints });
  await request("setExceptionBreakpoints", { filters });
  await request("configurationDone");
  return {
    run,
    request,
    stopped: async () => {
      const { reason, threadId } = await event("stopped");
      const { stackFrames } = await request("stackTrace", { threadId });
      const { scopes } = await request("scopes", { frameId: stackFrames[0].id });
      const { variables } = await request("variables", { variablesReference: scopes[0].variablesReference });
      return {
        reason,
        threadId,
        stack: stackFrames.map((frame: Body) => `${frame.line} ${frame.name}`),
        locals: Object.fromEntries(variables.map(({ name, value }: Body) => [name, value])),
      };
    },
    resume: () => request("continue", { threadId: 0 }),
  };
}

function client(session: Session, run: string) {
  let seq = 0;
  const events: Message[] = [];
  const waiting = new Set<() => void>();
  const answers = new Map<unknown, (message: Message) => void>();
  session.debugMessages.on(run, (message: Message) => {
    if (message.type === "response") answers.get(message.request_seq)?.(message);
    if (message.type !== "event") return;
    events.push(message);
    for (const look of waiting) look();
  });
  return {
    request: (command: string, args: unknown = {}): Promise<Body> => {
      const id = ++seq;
      session.runner.debug({ run, message: { seq: id, type: "request", command, arguments: args as Message } });
      return new Promise((resolve, reject) => {
        answers.set(id, ({ success, message, body }) =>
          success === true ? resolve(body) : reject(new Error(`${command}: ${String(message)}`)),
        );
      });
    },
    event: (name: string): Promise<Body> =>
      new Promise((resolve) => {
        const look = (): void => {
          const index = events.findIndex(({ event }) => event === name);
          if (index < 0) return;
          waiting.delete(look);
          const [found] = events.splice(index, 1);
          resolve(found?.body);
        };
        waiting.add(look);
        look();
      }),
  };
}
