/** What the client at the other end can do, read once from its `initialize`. */

import type { InitializeParams } from "vscode-languageserver/node";
import type { ServerOptions } from "../protocol/lsp.ts";

export interface Client {
  /** Commands that it carries out; lenses want some of them. */
  readonly commands: ReadonlySet<string>;
  /** It listens to this server's own notifications. */
  readonly listens: boolean;
  readonly refreshesLenses: boolean;
  /** It watches files for us. */
  readonly watches: boolean;
  /** It answers `workspace/configuration`. */
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly workspaceFolders: boolean;
  readonly markdownHover: boolean;
  readonly options: ServerOptions;
  /** Settings that came along, for clients that answer no `workspace/configuration`. */
  readonly settings: unknown;
}

export function readClient({ capabilities, initializationOptions }: InitializeParams): Client {
  const { workspace, textDocument } = capabilities;
  const announced = record(record(capabilities.experimental).flightdeck);
  const commands = Array.isArray(announced.commands) ? announced.commands : [];
  const options = record(initializationOptions);
  return {
    commands: new Set(commands.filter((command) => typeof command === "string")),
    listens: "flightdeck" in record(capabilities.experimental),
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    watches: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes("markdown") !== false,
    options: {
      ...(typeof options.locale === "string" ? { locale: options.locale } : {}),
      ...(isMessages(options.l10n) ? { l10n: options.l10n } : {}),
      ...(typeof options.cacheDir === "string" ? { cacheDir: options.cacheDir } : {}),
    },
    settings: options.settings,
  };
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

const isMessages = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === "object" && value !== null && Object.values(value).every((message) => typeof message === "string");
