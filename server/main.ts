/** The language server's process: node IPC when VS Code forks it, or `--stdio`, `--pipe` and `--socket` for other editors. */

import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { grammarIn } from "../core/workspace/index.ts";
import { startServer } from "./server.ts";

// As a bundle this file lies beside the worker and the parser's files.
startServer(createConnection(ProposedFeatures.all), {
  script: __filename,
  workerScript: `${__dirname}/worker.js`,
  grammar: grammarIn(__dirname),
});
