/** The page that the graph's webview loads: its own script and style, and nothing from anywhere else. */

import { randomBytes } from "node:crypto";
import { l10n } from "vscode";
import { vscode } from "./vscode.ts";

/** Folder of the bundles: all that the page may load. */
export const pageRoot = (extension: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(extension, "dist");

export function graphPage(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomBytes(16).toString("base64url");
  const url = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(pageRoot(extension), name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${l10n.t("Graph")}</title>
<link rel="stylesheet" href="${url("graph.css")}">
</head>
<body>
<script nonce="${nonce}" src="${url("graph.js")}"></script>
</body>
</html>`;
}
