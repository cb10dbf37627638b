/** The page that a webview of ours loads: its own script and style, and nothing from anywhere else. What else a page may show, its caller says. */

import { randomBytes } from "node:crypto";
import { vscode } from "./vscode.ts";

/** Folder of the bundles: all that a page may load. */
export const pageRoot = (extension: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(extension, "dist");

export interface PageContent {
  readonly title: string;
  /** Of the script and the style, without their endings. */
  readonly bundle: string;
  /** Directives of the content security policy besides those of the bundles. */
  readonly policy?: readonly string[];
  /** A source of styles besides the bundle's. */
  readonly styles?: string;
}

export function webviewPage(
  webview: vscode.Webview,
  extension: vscode.Uri,
  { title, bundle, policy = [], styles }: PageContent,
): string {
  const nonce = randomBytes(16).toString("base64url");
  const url = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(pageRoot(extension), name)).toString();
  const whole = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${styles === undefined ? "" : `${styles} `}${webview.cspSource}`,
    ...policy,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${whole}">
<title>${title}</title>
<link rel="stylesheet" href="${url(`${bundle}.css`)}">
</head>
<body>
<script nonce="${nonce}" src="${url(`${bundle}.js`)}"></script>
</body>
</html>`;
}
