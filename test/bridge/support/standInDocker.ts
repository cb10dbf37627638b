/** Stands in for Docker's daemon, which most machines of the tests have none of: real processes of this machine instead of containers, behind the few requests that the SDK's client makes. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { later, temporaryFolder } from "./runs.ts";

interface Container {
  readonly command: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  process?: ChildProcess;
}

export interface StandInDocker {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** What there is of containers by now. */
  readonly containers: () => readonly Container[];
}

export async function standInDocker(): Promise<StandInDocker> {
  const containers = new Map<string, Container>();
  let made = 0;

  const answer = async (method: string, path: string, body: string): Promise<readonly [number, unknown]> => {
    const [, what = "", id = "", verb = ""] = path
      .replace(/^\/v[\d.]+/, "")
      .replace(/\?.*$/, "")
      .split("/");
    if (what === "_ping") return [200, "OK"];
    if (what === "version") return [200, { ApiVersion: "1.41", MinAPIVersion: "1.24" }];
    if (what === "images") return [200, id === "json" ? [{ Id: "image" }] : { Id: "image", RepoTags: [] }];
    if (what !== "containers") return [404, { message: path }];
    if (id === "create") {
      const name = `c${made++}`;
      const { Cmd, Labels, HostConfig } = JSON.parse(body) as {
        readonly Cmd: readonly string[];
        readonly Labels: Container["labels"];
        readonly HostConfig: { readonly Binds: readonly string[] };
      };
      // Folders that a container would see under another name.
      const places = HostConfig.Binds.map((bind) => bind.split(":"));
      const command = Cmd.map((word) => places.reduce((text, [from = "", to = ""]) => text.replaceAll(to, from), word));
      containers.set(name, { command, labels: Labels });
      return [201, { Id: name, Warnings: [] }];
    }
    const container = containers.get(id);
    if (container === undefined) return [404, { message: `no such container: ${id}` }];
    if (verb === "start") {
      const [program = "", ...rest] = container.command;
      container.process = spawn(program, rest, { stdio: "ignore" });
      return [204, ""];
    }
    if (verb === "wait") {
      const child = container.process;
      if (child !== undefined && child.exitCode === null && child.signalCode === null) await once(child, "exit");
      return [200, { StatusCode: child?.exitCode ?? 137 }];
    }
    if (method === "DELETE") {
      container.process?.kill("SIGKILL");
      containers.delete(id);
      return [204, ""];
    }
    return [200, verb === "logs" ? "" : { Id: id, Config: { Tty: true }, State: {}, Name: id }];
  };

  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += String(part);
    const [status, value] = await answer(request.method ?? "", request.url ?? "", body);
    const isText = typeof value === "string";
    response.writeHead(status, { "content-type": isText ? "text/plain" : "application/json" });
    response.end(status === 204 ? undefined : isText ? value : JSON.stringify(value));
  });
  const socket = join(temporaryFolder(), "docker.sock");
  server.listen(socket);
  await once(server, "listening");
  later(() => {
    for (const { process } of containers.values()) process?.kill("SIGKILL");
    server.closeAllConnections();
    server.close();
  });
  return { host: `unix://${socket}`, containers: () => [...containers.values()] };
}
