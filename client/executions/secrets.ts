/** Values of the secrets that a run needs: from the environment, from the editor's secret storage, or asked for. They go beside the spec and into no log. */

import { l10n } from "vscode";
import type { LaunchSpec } from "../../protocol/launch.ts";
import { missingSecrets } from "../../protocol/runner.ts";
import { vscode } from "../editor/vscode.ts";
import type { Runner } from "../processes/runner.ts";

export interface Secrets {
  /** Values by name; undefined when the user called it off. What the environment has isn't among them. */
  valuesFor(spec: LaunchSpec): Promise<Readonly<Record<string, string>> | undefined>;
  /** Those that are kept already: asks for none. */
  keptFor(spec: LaunchSpec): Promise<Readonly<Record<string, string>>>;
  /** Deletes what was kept: it is asked for again. */
  forget(): Promise<void>;
}

/** The names of what is kept, since the storage doesn't list them. */
const KEPT = "secrets/kept";

/** Two projects may mean different things by one name. */
const keyOf = ({ cwd }: LaunchSpec, name: string): string => `flightdeck.secret ${cwd} ${name}`;

export function createSecrets(context: vscode.ExtensionContext, runner: Runner): Secrets {
  const { secrets: storage, globalState } = context;
  const kept = (): readonly string[] => globalState.get<readonly string[]>(KEPT) ?? [];

  async function ask(name: string, key: string): Promise<string | undefined> {
    const value = await vscode.window.showInputBox({
      title: l10n.t("Secret {0}", name),
      prompt: l10n.t(
        "The task asks for it, and the environment doesn't have it. Kept in the editor's secret storage; empty runs without it.",
      ),
      password: true,
      ignoreFocusOut: true,
    });
    if (value !== undefined && value !== "") {
      await storage.store(key, value);
      await globalState.update(KEPT, [...new Set([...kept(), key])]);
    }
    return value;
  }

  return {
    valuesFor: async (spec) => {
      if (spec.secretNames.length === 0) return {};
      const values: Record<string, string> = {};
      for (const name of await runner.request(missingSecrets, { spec })) {
        const key = keyOf(spec, name);
        const value = (await storage.get(key)) ?? (await ask(name, key));
        if (value === undefined) return undefined;
        if (value !== "") values[name] = value;
      }
      return values;
    },
    keptFor: async (spec) => {
      if (spec.secretNames.length === 0) return {};
      const values: Record<string, string> = {};
      for (const name of await runner.request(missingSecrets, { spec })) {
        const value = await storage.get(keyOf(spec, name));
        if (value !== undefined) values[name] = value;
      }
      return values;
    },
    forget: async () => {
      for (const key of kept()) await storage.delete(key);
      await globalState.update(KEPT, []);
      void vscode.window.showInformationMessage(
        l10n.t("Kept secrets are deleted. The next run asks for what it needs."),
      );
    },
  };
}
