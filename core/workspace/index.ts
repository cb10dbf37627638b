/** What other rooms use of workspace: the index of a folder, and interpreters as their files tell them. */

export { type Behind, readBehind } from "./behind.ts";
export { type Cache, cacheOf } from "./cache.ts";

export { FolderIndex } from "./folderIndex.ts";
export { type GrammarFiles, grammarIn, loadGrammar } from "./grammar.ts";
export { hiddenGlobs } from "./ignored.ts";
export type { DiskChange, FileChange, IndexOptions, OpenText } from "./indexTypes.ts";
export { cutText, type InstalledModules, installedModules } from "./installed.ts";
export { defaultInterpreters, readInterpreter } from "./interpreter.ts";
export { threadPool, type Worklist } from "./pool.ts";
export { MAX_FILE_BYTES } from "./source.ts";
export { ownThread } from "./work.ts";
