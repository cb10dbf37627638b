/** A server that takes connections and never says a word. */

import { createServer, type Socket } from "node:net";
import { later } from "./runs.ts";

/** Its address as `host:port`; it ends with the test. */
export async function silentServer(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  later(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `localhost:${address.port}`;
}
