/** The channel "Flightdeck Log": Flightdeck's own plumbing, for bug reports. What a run prints goes to output.ts. */

import { settingsOf } from "./settings.ts";
import { vscode } from "./vscode.ts";

export interface Trace {
  /** The channel as the language client wants it: its level follows the setting `flightdeck.trace.server`. */
  readonly channel: vscode.LogOutputChannel;
  /** Notes what the plumbing does. */
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  show(): void;
  /** The last lines that were noted, oldest first. */
  last(): readonly string[];
}

const KEPT_LINES = 100;

/** Makes the channel. Messages between the processes are written while the setting is on, whatever the channel's own level. */
export function createTrace(subscriptions: vscode.Disposable[]): Trace {
  const channel = vscode.window.createOutputChannel("Flightdeck Log", { log: true });
  const levels = new vscode.EventEmitter<vscode.LogLevel>();
  const lines: string[] = [];
  const keep = (message: string) => {
    lines.push(`${new Date().toISOString()} ${message}`);
    if (lines.length > KEPT_LINES) lines.shift();
  };
  const isTracing = () => settingsOf(undefined).traceServer !== "off";
  const level = () => (isTracing() ? vscode.LogLevel.Trace : channel.logLevel);
  subscriptions.push(
    channel,
    levels,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("flightdeck.trace.server")) levels.fire(level());
    }),
    channel.onDidChangeLogLevel(() => levels.fire(level())),
  );
  const proxy = new Proxy(channel, {
    get(target, key) {
      if (key === "logLevel") return level();
      if (key === "onDidChangeLogLevel") return levels.event;
      if (key === "trace") return (message: string) => (isTracing() ? target.info(message) : target.trace(message));
      if (key === "error" || key === "warn") {
        return (message: string | Error) => {
          keep(String(message));
          target[key](message instanceof Error ? message.message : message);
        };
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const note = (write: (message: string) => void) => (message: string) => {
    keep(message);
    write.call(channel, message);
  };
  return {
    channel: proxy,
    info: note(channel.info),
    warn: note(channel.warn),
    error: note(channel.error),
    show: () => channel.show(true),
    last: () => lines,
  };
}
