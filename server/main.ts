/** The language server's process: node IPC when VS Code forks it, or `--stdio`, `--pipe` and `--socket` for other editors. */

import { setFlagsFromString } from "node:v8";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { grammarIn } from "../core/workspace/index.ts";
import { startServer } from "./server.ts";

// Threads that read a folder live for a second, and each compiles its code anew: a third of the processor's time went into
// optimising what is over by then, and into marking what dies with the thread. Typing is no slower (docs/decisions/parser.md).
// A V8 without one of the flags says so, and runs.
setFlagsFromString("--invocation-count-for-maglev=4000");
setFlagsFromString("--invocation-count-for-turbofan=30000");
setFlagsFromString("--initial-old-space-size=200");

// As a bundle this file lies beside the worker and the parser's files.
startServer(createConnection(ProposedFeatures.all), {
  script: __filename,
  workerScript: `${__dirname}/worker.js`,
  grammar: grammarIn(__dirname),
});
