// Starts VS Code's server as code-server packs it up to 1.93: a module that listens on nothing by itself.
// Takes the path of server-main.js, then the arguments that newer ones understand.
const http = require("node:http");
const { parseArgs } = require("node:util");

const [main, ...args] = process.argv.slice(2);
const string = { type: "string" };
const { values } = parseArgs({
  args,
  options: {
    "accept-server-license-terms": { type: "boolean" },
    "without-connection-token": { type: "boolean" },
    "server-data-dir": string,
    "user-data-dir": string,
    "extensions-dir": string,
    "install-extension": { type: "string", multiple: true },
    host: string,
    port: string,
  },
});

async function serve() {
  const code = await require(main).loadCodeWithNls();
  const options = { _: [], compatibility: "1.64", ...values };
  if (values["install-extension"] !== undefined) return code.spawnCli(options);
  const server = await code.createServer(null, options);
  http
    .createServer((request, response) => server.handleRequest(request, response))
    .on("upgrade", (request, socket) => server.handleUpgrade(request, socket))
    .listen(Number(values.port), values.host);
}

serve().catch((error) => {
  console.error(error);
  process.exit(1);
});
