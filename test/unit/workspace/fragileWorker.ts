/** An indexing thread that dies of one text, as WebAssembly does when it runs out of memory. */

import "../../../core/workspace/worker.ts";
import { parentPort } from "node:worker_threads";

parentPort?.on("message", ({ body }: { body: unknown }) => {
  if (JSON.stringify(body).includes("bomb.py")) process.exit(134);
});
