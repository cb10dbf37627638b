/** A control plane for tests: speaks Flyte's own protocol on localhost, keeps what it is sent, and fails as it is told. Executes nothing. */

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createSocketServer, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type DescMessage,
  type DescMethod,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  type FileRegistry,
  fromJson,
  type JsonObject,
  type MessageShape,
  toJson,
} from "@bufbuild/protobuf";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { object, text } from "./json.ts";
import { readProtos } from "./protos.ts";
import { services } from "./services.ts";
import { createState, type DeployedTask, type Phase, type RemoteRun, setPhase } from "./state.ts";

/** What goes wrong from now on. A project that isn't among the server's needs no fault to be refused. */
export type Fault =
  | { readonly kind: "unavailable" }
  | { readonly kind: "unauthenticated" }
  /** Every answer waits until the fault is lifted or the client goes; `at`: those of one method, such as `DeployTask`. */
  | { readonly kind: "silent"; readonly at?: string }
  | { readonly kind: "slow"; readonly ms: number }
  /** The task of this fully qualified name is refused; others are taken. */
  | { readonly kind: "invalidTask"; readonly name: string }
  | { readonly kind: "uploadRefused"; readonly status: 403 | 500 };

export interface Upload {
  readonly key: string;
  readonly body: Buffer;
}

export interface Call {
  /** `flyteidl2.task.TaskService/DeployTask` */
  readonly method: string;
  readonly request: JsonObject;
}

export interface ControlPlane {
  /** `localhost:PORT`. The SDK makes an organisation out of an IP address. */
  readonly endpoint: string;
  /** A `config.yaml` that leads here. */
  readonly config: string;
  readonly uploads: readonly Upload[];
  readonly calls: readonly Call[];
  tasks(): readonly DeployedTask[];
  runs(): readonly RemoteRun[];
  /** Ends a run or moves it on; followers are told. */
  setPhase(run: string, phase: Phase): void;
  /** A line that the run's followers read. */
  writeLog(run: string, line: string): void;
  /** Replaces the fault in force; undefined lifts it. */
  fail(fault: Fault | undefined): void;
  close(): Promise<void>;
}

export interface ControlPlaneOptions {
  /** An interpreter that has the SDK whose protocol is to be spoken. */
  readonly python: string;
  /** The first stands in `config`. */
  readonly projects?: readonly [string, ...string[]];
}

export async function startControlPlane({
  python,
  projects = ["flytesnacks"],
}: ControlPlaneOptions): Promise<ControlPlane> {
  const registry = await readProtos(python);
  const state = createState();
  const uploads: Upload[] = [];
  const calls: Call[] = [];
  let fault: Fault | undefined;
  let endpoint = "";

  const { unary, streaming } = services({
    state,
    projects,
    uploadUrl: (key) => `http://${endpoint}/uploads/${key}`,
  });

  /** Keeps the call, and fails it when it is told to. */
  async function admit(method: DescMethod, request: JsonObject, signal: AbortSignal): Promise<void> {
    const name = `${method.parent.typeName}/${method.name}`;
    calls.push({ method: name, request });
    switch (fault?.kind) {
      case "unavailable":
        throw new ConnectError("no healthy upstream", Code.Unavailable);
      case "unauthenticated":
        throw new ConnectError("token expired", Code.Unauthenticated);
      case "silent":
        if (fault.at !== undefined && method.name !== fault.at) return;
        while (fault?.kind === "silent" && !signal.aborted) await sleep(20);
        return;
      case "slow":
        return sleep(fault.ms);
      case "invalidTask":
        if (name.endsWith("/DeployTask") && text(request, "taskId", "name") === fault.name) {
          throw new ConnectError(`task ${fault.name} is invalid: image name is empty`, Code.InvalidArgument);
        }
        return;
      case "uploadRefused":
      case undefined:
        return;
      default:
        return assertNever(fault);
    }
  }

  async function receiveUpload(request: IncomingMessage, response: ServerResponse, key: string): Promise<void> {
    const body = await buffer(request);
    const md5 = createHash("md5").update(body).digest("base64");
    if (fault?.kind === "uploadRefused") response.writeHead(fault.status).end("refused");
    else if (request.headers["content-md5"] !== md5) response.writeHead(400).end("BadDigest");
    else {
      uploads.push({ key, body });
      response.writeHead(200).end();
    }
  }

  const answerRpc = connectNodeAdapter({
    routes: (router) => addRoutes(router, registry, { unary, streaming, admit }),
  });
  const http = createServer((request, response) => {
    const upload = /^\/uploads\/(.+)$/.exec(request.url ?? "");
    if (request.method === "PUT" && upload?.[1] !== undefined) {
      void receiveUpload(request, response, decodeURIComponent(upload[1]));
    } else answerRpc(request, response);
  });
  const http2 = createHttp2Server(answerRpc);
  const sockets = new Set<Socket>();
  // Older SDKs speak gRPC over HTTP/2, newer ones Connect over HTTP/1.1: a connection's first bytes tell.
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("data", (first) => {
      socket.pause();
      socket.unshift(first);
      if (first.toString("latin1").startsWith("PRI ")) http2.emit("connection", socket);
      else {
        http.emit("connection", socket);
        socket.resume();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the control plane got no port");
  endpoint = `localhost:${address.port}`;

  function requireRun(name: string): RemoteRun {
    const run = state.runs.get(name);
    if (run === undefined) throw new Error(`no run ${name}`);
    return run;
  }

  return {
    endpoint,
    config: `admin:
  endpoint: dns:///${endpoint}
  insecure: true
task:
  project: ${projects[0]}
  domain: development
`,
    uploads,
    calls,
    tasks: () => state.tasks,
    runs: () => [...state.runs.values()],
    setPhase: (name, phase) => setPhase(state, requireRun(name), phase),
    writeLog(name, line) {
      requireRun(name).logs.push(line);
      state.touch();
    },
    fail(next) {
      fault = next;
    },
    close: () =>
      new Promise((resolve) => {
        fault = undefined;
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface Handlers extends ReturnType<typeof services> {
  admit(method: DescMethod, request: JsonObject, signal: AbortSignal): Promise<void>;
}

/** Every method of every service that the descriptors know; those without a handler are refused, and kept among the calls. */
function addRoutes(router: ConnectRouter, registry: FileRegistry, { unary, streaming, admit }: Handlers): void {
  const read = (type: DescMessage, message: MessageShape<DescMessage>) => object(toJson(type, message, { registry }));
  const write = (type: DescMessage, json: JsonObject) => fromJson(type, json, { registry });

  for (const desc of registry) {
    if (desc.kind !== "service") continue;
    for (const method of desc.methods) {
      const name = `${desc.typeName}/${method.name}`;
      const refuse = (): never => {
        throw new ConnectError(`${name} is not part of this control plane`, Code.Unimplemented);
      };
      if (isUnary(method)) {
        router.rpc<DescMethodUnary>(method, async (message, context) => {
          const request = read(method.input, message);
          await admit(method, request, context.signal);
          return write(method.output, (unary[name] ?? refuse)(request));
        });
      } else if (isServerStreaming(method)) {
        router.rpc<DescMethodServerStreaming>(method, async function* (message, context) {
          const request = read(method.input, message);
          await admit(method, request, context.signal);
          for await (const answer of (streaming[name] ?? refuse)(request, context.signal)) {
            yield write(method.output, answer);
          }
        });
      }
    }
  }
}

// The kinds are an intersection in the library's types, which TypeScript doesn't narrow by itself.
function isUnary(method: DescMethod): method is DescMethod & DescMethodUnary {
  return method.methodKind === "unary";
}

function isServerStreaming(method: DescMethod): method is DescMethod & DescMethodServerStreaming {
  return method.methodKind === "server_streaming";
}

function assertNever(value: never): never {
  throw new Error(`unexpected: ${JSON.stringify(value)}`);
}
