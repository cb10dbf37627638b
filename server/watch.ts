/** Changes on disk, as the client's watchers tell them; where it has none, a look at the folders when something is opened or saved. */

import {
  type Connection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type FileEvent,
  WatchKind,
} from "vscode-languageserver/node";
import type { DiskChange } from "../core/workspace/index.ts";
import type { Client } from "./client.ts";
import type { Folder } from "./folder.ts";
import type { Folders } from "./folders.ts";

/** Of a folder that comes, goes or moves only its own name may be told: so all names are watched for that. */
const WATCHERS = [
  { globPattern: "**/*.py" },
  { globPattern: "**/*.ipynb" },
  { globPattern: "**/.gitignore" },
  { globPattern: "**", kind: WatchKind.Create | WatchKind.Delete },
];

/** "Save all" is one look at the folders. */
const RESCAN_MS = 300;

export interface Watching {
  /** The client holds no watchers: something was opened or saved. */
  touched(): void;
}

export async function watchFiles(connection: Connection, client: Client, folders: Folders): Promise<Watching> {
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const byFolder = new Map<Folder, DiskChange[]>();
    for (const { uri, type } of changes) {
      const located = folders.locate(uri);
      if (located === undefined || isNobodys(located.path)) continue;
      const list = byFolder.get(located.folder) ?? [];
      byFolder.set(located.folder, list);
      list.push({ path: located.path, kind: kindOf(type) });
    }
    for (const [folder, list] of byFolder) void folder.diskChanged(list);
  });
  if (client.watches && (await registered(connection))) return { touched: () => {} };
  let pending = false;
  return {
    touched: () => {
      if (pending) return;
      pending = true;
      setTimeout(() => {
        pending = false;
        for (const folder of folders.all()) void folder.rescan();
      }, RESCAN_MS);
    },
  };
}

/** Whether the client took the watchers. */
async function registered(connection: Connection): Promise<boolean> {
  try {
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHERS });
    return true;
  } catch {
    return false;
  }
}

/** Folders where files come and go all day; what else is ignored is the index's knowledge. */
const isNobodys = (path: string): boolean => /(^|\/)(\.git|node_modules|__pycache__|site-packages)\//.test(path);

function kindOf(type: FileEvent["type"]): DiskChange["kind"] {
  return type === FileChangeType.Created ? "created" : type === FileChangeType.Deleted ? "deleted" : "changed";
}
