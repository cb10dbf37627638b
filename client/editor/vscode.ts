/** The editor's API under one name. Each `import * as` of it would copy all its members once more while the bundle loads. */

export * as vscode from "vscode";
