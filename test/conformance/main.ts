/** `npm run conformance -- DIR`: compares what Flightdeck says of a folder with what the SDK registers. `--json` for programs. */

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { check } from "./check.ts";
import { reportText } from "./report.ts";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    /** Seconds a file may take to be imported. */
    limit: { type: "string", default: "60" },
    /** Given by scripts/conformance.mjs, which installs what is needed. */
    python: { type: "string", default: "" },
  },
});

const [folder = ""] = positionals;
const limit = Number(options.limit);
if (positionals.length !== 1 || statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true || !(limit > 0)) {
  console.error("Usage: npm run conformance -- DIR [--json] [--limit SECONDS]");
  process.exit(2);
}

const onFile = (done: number, of: number): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of} files${done === of ? "\n" : ""}`);
};
const found = await check(resolve(folder), { python: options.python, limit: limit * 1000, onFile });
const { scores, findings, unjudged, registry } = found;
process.stdout.write(
  options.json
    ? `${JSON.stringify({ scores, findings, unjudged, failed: Object.fromEntries(registry.failed) }, null, 2)}\n`
    : reportText(found),
);
process.exitCode = findings.length > 0 ? 1 : 0;
