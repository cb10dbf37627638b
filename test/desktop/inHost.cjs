// Runs inside the extension host of a desktop VS Code: uses the extension as its user does, and writes down what it saw.
const { writeFile } = require("node:fs/promises");
const { setTimeout: sleep } = require("node:timers/promises");
const vscode = require("vscode");

const WAIT_MS = 60_000;

/** Asks until the answer is there. */
async function eventually(what, ask) {
  for (const started = Date.now(); Date.now() - started < WAIT_MS; await sleep(100)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`${what} did not come`);
}

async function run() {
  const folder = vscode.workspace.workspaceFolders[0].uri;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, "jobs.py"));
  await vscode.window.showTextDocument(document);

  const lenses = await eventually("lenses", async () => {
    const found = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", document.uri, 100);
    return found.length > 0 ? found : undefined;
  });
  const hello = lenses.filter((lens) => lens.command?.arguments?.[0]?.task?.endsWith("hello"));
  const click = (command) => {
    const lens = hello.find((each) => each.command.command === command);
    return vscode.commands.executeCommand(command, ...lens.command.arguments);
  };

  await click("flightdeck.run");
  const said = "hello from the task";
  const output = await eventually("the run's output", () =>
    vscode.workspace.textDocuments.find((each) => each.uri.scheme === "output" && each.getText().includes(said)),
  );

  await click("flightdeck.plan");
  const plan = await eventually("the plan", () =>
    vscode.workspace.textDocuments.find((each) => each.languageId === "flightdeck-plan" && each.getText() !== ""),
  );

  await writeFile(
    process.env.FLIGHTDECK_TEST_RECORD,
    JSON.stringify({
      lenses: [...new Set(lenses.map((lens) => lens.command.command))].sort(),
      run: output.getText().includes(said) ? said : output.getText(),
      plan: plan.getText().split(/ {2,}|\n/)[0],
    }),
  );
}

module.exports = { run };
