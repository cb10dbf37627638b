// `npm test`: installs what is missing, runs every suite, and ends with one line `N passed, N failed, N skipped`.
// `npm test -- unit bridge` runs some. Runs on plain Node 20 with nothing installed.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDesktop } from "./desktop.mjs";
import { ensureNodeModules, toolsNode } from "./install.mjs";
import { CannotInstall, inWords } from "./machine.mjs";
import { EXTRAS, EXTRAS_VENV, ensureVenv, FLYTE, OLDEST_FLYTE, OLDEST_VENV, TESTED_WITH, VENV } from "./python.mjs";
import { ensureBrowser, ensureNode, ensureWorkbench, WORKBENCHES } from "./workbench.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const results = join(root, ".cache", "test");
/** In CI nothing may be left out. */
const ci = !["", "0", "false", undefined].includes(process.env.CI);
const linux = process.platform === "linux";

const venv = () => ensureVenv({ folder: VENV, flyte: FLYTE, packages: TESTED_WITH });
const extrasVenv = () => ensureVenv({ folder: EXTRAS_VENV, flyte: FLYTE, packages: EXTRAS });
const oldestVenv = () => ensureVenv({ folder: OLDEST_VENV, flyte: OLDEST_FLYTE });

/**
 * The suites in their order. `needs` are installed before the suite runs; `counts` answers what came of it.
 * A desktop VS Code is downloaded where npm has no workbench for the platform.
 */
const suites = {
  check: { needs: [], run: () => script("check.mjs") },
  unit: { needs: [venv], run: () => vitest("unit") },
  fuzz: { needs: [venv], run: () => vitest("fuzz") },
  package: { needs: [], run: () => script("package.mjs") },
  bundles: { needs: [venv, ...(linux ? [oldestNode] : [])], run: () => vitest("bundles") },
  bridge: { needs: [venv, oldestVenv, extrasVenv], run: () => vitest("bridge") },
  conformance: { needs: [venv], run: () => vitest("conformance") },
  e2e: { needs: [venv, workbench("newest"), workbench("oldest"), ensureBrowser], run: () => vitest("e2e") },
  desktop: { needs: [venv, () => ensureDesktop(toolsNode())], run: () => vitest("desktop") },
};

/** What `npm test` runs by itself. */
const usual = Object.keys(suites).filter((name) => name !== (linux ? "desktop" : "e2e"));

/** A suite that is run for another's sake: what was built is what is tested. */
const first = {
  bundles: ["package"],
  bridge: ["package"],
  conformance: ["package"],
  e2e: ["package"],
  desktop: ["package"],
};

function oldestNode() {
  return ensureNode(WORKBENCHES.oldest.node);
}

function workbench(name) {
  return () => ensureWorkbench(name);
}

async function main() {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in suites));
  if (unknown.length > 0) {
    console.error(`There is no suite ${unknown.join(", ")}. Suites: ${Object.keys(suites).join(", ")}.`);
    process.exit(2);
  }
  const chosen = Object.keys(suites).filter((name) =>
    asked.length === 0
      ? usual.includes(name)
      : asked.includes(name) || asked.some((each) => first[each]?.includes(name)),
  );

  ensureNodeModules();
  const outcomes = [];
  for (const name of chosen) outcomes.push({ name, ...(await runSuite(name, ci || asked.includes(name))) });

  console.log("");
  for (const { name, passed, failed, skipped, seconds, reason } of outcomes) {
    const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
    console.log(
      `${name.padEnd(11)} ${counts.padEnd(36)} ${seconds.toFixed(0).padStart(4)} s  ${reason ?? ""}`.trimEnd(),
    );
  }
  const sum = (of) => outcomes.reduce((total, outcome) => total + outcome[of], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
  process.exitCode = sum("failed") > 0 ? 1 : 0;
}

/** A suite that can't be installed is left out, unless all are demanded or it was asked for. */
async function runSuite(name, demanded) {
  console.log(`\n── ${name}`);
  const started = performance.now();
  const done = (counts) => ({ ...counts, seconds: (performance.now() - started) / 1000 });
  try {
    for (const need of suites[name].needs) await need();
    return done(await suites[name].run());
  } catch (error) {
    if (!(error instanceof CannotInstall)) throw error;
    console.error(error.message);
    const reason = error.message.split("\n")[0];
    return done(demanded ? { passed: 0, failed: 1, skipped: 0, reason } : { passed: 0, failed: 0, skipped: 1, reason });
  }
}

/** A script counts as one test. */
async function script(name) {
  const code = await node([join(root, "scripts", name)]);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

async function vitest(project) {
  const report = join(results, `${project}.json`);
  rmSync(report, { force: true });
  mkdirSync(results, { recursive: true });
  const code = await node([
    join(root, "node_modules", "vitest", "vitest.mjs"),
    ...["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
  ]);
  const counts = existsSync(report)
    ? count(JSON.parse(readFileSync(report, "utf8")))
    : { passed: 0, failed: 0, skipped: 0 };
  // A file that doesn't load or an error outside of a test fails no test: it must not go unseen.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function count({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.every((each) => each.status !== "failed"),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + broken.length,
    skipped: numPendingTests + numTodoTests,
  };
}

/** Runs a script on the tools' Node, which comes first on its PATH too; answers the exit code. */
function node(args) {
  const executable = toolsNode();
  const env = {
    ...process.env,
    PATH: `${dirname(executable)}${delimiter}${process.env.PATH}`,
    // The SDK reports its errors to its makers unless it is told not to.
    FLYTE_DISABLE_SENTRY: "1",
  };
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { cwd: root, env, stdio: "inherit" });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

try {
  await main();
} catch (error) {
  console.error(inWords(error) ?? error);
  console.log("\n0 passed, 1 failed, 0 skipped");
  process.exitCode = 1;
}
