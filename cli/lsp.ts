/** `flightdeck lsp --stdio`: the language server, for any editor. */

import { join } from "node:path";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { grammarIn } from "../core/workspace/index.ts";
import { startServer } from "../server/server.ts";

/** @param assets folder that holds the worker and the parser's files. */
export function serve(assets: string): void {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  startServer(connection, {
    script: join(assets, "cli.js"),
    workerScript: join(assets, "worker.js"),
    grammar: grammarIn(assets),
  });
}
