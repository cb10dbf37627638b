/** One debug session: passes the Debug Adapter Protocol between the editor and a run's worker, and ties the ends of both together. */

import type { DebugMessage } from "../../protocol/runner.ts";
import { vscode } from "../editor/vscode.ts";

type Message = DebugMessage["message"];

/** The run that is debugged. */
export interface DebuggedRun {
  readonly send: (message: Message) => void;
  /** Ends it; nothing happens when it is over. */
  readonly cancel: () => void;
}

interface DebugAdapterOptions {
  /** Starts the run. Undefined when it did not start, which the user has been told. */
  readonly start: (session: DebugListener) => Promise<DebuggedRun | undefined>;
  /** What debugpy is told at the launch. */
  readonly launch: Readonly<Record<string, boolean>>;
}

/** What the run tells its session. */
export interface DebugListener {
  readonly hear: (message: Message) => void;
  /** The run is over. */
  readonly end: () => void;
}

export function createDebugAdapter({ start, launch }: DebugAdapterOptions): vscode.DebugAdapter {
  const sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  const unanswered = new Map<number, Message>();
  const waiting: Message[] = [];
  let run: DebuggedRun | undefined;
  let isOver = false;
  let seq = 0;

  const say = (message: Message): void => {
    seq += 1;
    sent.fire({ ...message, seq } as vscode.DebugProtocolMessage);
  };
  const answer = ({ seq: request_seq = null, command = null }: Message, body: Message, success = true): void =>
    say({ type: "response", request_seq, command, success, body });
  // The editor would show it, and the run's own failure is shown already.
  const refuse = (request: Message): void =>
    answer(request, { error: { id: 1, format: "the run is over", showUser: false } }, false);

  const end = (): void => {
    if (isOver) return;
    isOver = true;
    for (const request of [...waiting.splice(0), ...unanswered.values()]) refuse(request);
    unanswered.clear();
    say({ type: "event", event: "terminated" });
  };

  const fromWorker = (message: Message): void => {
    if (isOver) return;
    // It ends when its threads do; the session ends when the run has told how it went.
    if (message.type === "event" && message.event === "terminated") return;
    if (message.type !== "response") {
      say(message);
      return;
    }
    unanswered.delete(Number(message.request_seq));
    const isHello = message.command === "initialize" && message.success === true;
    // A run that lost its debugger's client would go on unseen: it is always cancelled.
    say(isHello ? { ...message, body: { ...(message.body as Message), supportTerminateDebuggee: false } } : message);
  };

  const toWorker = (request: Message): void => {
    if (run === undefined) {
      waiting.push(request);
      return;
    }
    unanswered.set(Number(request.seq), request);
    run.send(request.command === "launch" ? { ...request, arguments: launch } : request);
  };

  const fromEditor = (message: Message): void => {
    if (message.type !== "request") return;
    if (message.command === "terminate" || message.command === "disconnect") {
      run?.cancel();
      answer(message, {});
      if (message.command === "disconnect") end();
    } else if (isOver) refuse(message);
    else toWorker(message);
  };

  void start({ hear: fromWorker, end }).then(
    (started) => {
      if (started === undefined) {
        end();
        return;
      }
      run = started;
      if (isOver) run.cancel();
      for (const request of waiting.splice(0)) toWorker(request);
    },
    () => end(),
  );

  return {
    onDidSendMessage: sent.event,
    handleMessage: (message) => fromEditor(message as unknown as Message),
    dispose: () => {
      if (!isOver) run?.cancel();
      isOver = true;
      sent.dispose();
    },
  };
}
