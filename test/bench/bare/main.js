// The least that an extension with a lens does: how long the workbench takes to ask it is how long it takes to ask anyone.
const vscode = require("vscode");

const seen = new Set();
vscode.languages.registerCodeLensProvider(
  { scheme: "file", language: "python" },
  {
    provideCodeLenses(document) {
      const uri = document.uri.toString();
      if (!seen.has(uri)) performance.measure("bare.lenses", { start: performance.now(), detail: { uri } });
      seen.add(uri);
      return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title: "bare", command: "" })];
    },
  },
);

exports.activate = () => {};
