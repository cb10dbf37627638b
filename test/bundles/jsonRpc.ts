/** A bare JSON-RPC client over a process' stdin and stdout, as an editor without any library would write it. */

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";

export interface JsonRpc {
  /** Answers the result; throws what the other side answers as an error. */
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  /** The next notification of this method, also one that came already and wasn't asked for. */
  notification(method: string): Promise<unknown>;
  /** Closes stdin and answers the exit code. */
  end(): Promise<number | null>;
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Started {
  /** What the other side may ask; every other request is answered with null. */
  readonly answers?: Readonly<Record<string, (params: unknown) => unknown>>;
}

export function startJsonRpc(command: string, args: readonly string[], { answers = {} }: Started = {}): JsonRpc {
  const child: ChildProcessWithoutNullStreams = spawn(command, args, { stdio: "pipe" });
  const exited = once(child, "exit");
  const waiting = new Map<number | string, (message: Message) => void>();
  const arrived: Message[] = [];
  let wake = () => {};
  let stderr = "";
  let buffered = Buffer.alloc(0);
  let lastId = 0;

  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdout.on("data", (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (;;) {
      const headerEnd = buffered.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/i.exec(buffered.toString("latin1", 0, Math.max(headerEnd, 0)))?.[1]);
      if (headerEnd < 0 || buffered.length < headerEnd + 4 + length) return;
      const body = buffered.subarray(headerEnd + 4, headerEnd + 4 + length);
      buffered = buffered.subarray(headerEnd + 4 + length);
      receive(JSON.parse(body.toString("utf8")));
    }
  });

  function receive(message: Message): void {
    if (message.method === undefined) {
      if (message.id !== undefined) waiting.get(message.id)?.(message);
    } else if (message.id !== undefined) {
      send({ id: message.id, result: answers[message.method]?.(message.params) ?? null });
    } else {
      arrived.push(message);
      wake();
    }
  }

  function send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    child.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  /** A process that dies must not leave its client waiting. */
  async function died(): Promise<never> {
    const [code, signal] = await exited;
    throw new Error(`the process ended with ${code ?? signal}:\n${stderr}`);
  }

  return {
    async request(method, params) {
      const id = ++lastId;
      const answered = new Promise<Message>((resolve) => waiting.set(id, resolve));
      send({ id, method, params });
      const { result, error } = await Promise.race([answered, died()]);
      if (error !== undefined) throw new Error(error.message);
      return result;
    },
    notify: (method, params) => send({ method, params }),
    async notification(method) {
      for (;;) {
        const at = arrived.findIndex((message) => message.method === method);
        if (at >= 0) return arrived.splice(at, 1)[0]?.params;
        const more = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([more, died()]);
      }
    },
    async end() {
      child.stdin.end();
      const [code] = await exited;
      return code;
    },
  };
}
