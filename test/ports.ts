/** Ports of this machine for tests: one that is free, and one that is taken. */

import { createServer, type Server } from "node:net";

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = await listenAt(0);
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Listens there until it is closed, and answers nothing. */
export async function listenAt(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return server;
}
