/** Reads and writes the Debug Adapter Protocol on the pipes of a worker. What it says is the client's business and debugpy's. */

import { StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import type { DebugMessage } from "../../protocol/runner.ts";
import type { Worker } from "./worker.ts";

type Message = DebugMessage["message"];

/** Answers the function that sends; it does nothing for a worker that isn't debugged. */
export function connectDebugger(
  pipes: Worker["debug"],
  onMessage: (message: Message) => void,
): (message: Message) => void {
  if (pipes === undefined) return () => undefined;
  // Both protocols put a header with the length in front of JSON, and differ in the JSON alone.
  const writer = new StreamMessageWriter(pipes.requests);
  new StreamMessageReader(pipes.answers).listen((message) => onMessage(message as unknown as Message));
  return (message) => void writer.write(message as never).catch(() => undefined);
}
