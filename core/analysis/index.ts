/** What other rooms use of analysis: a parser that makes facts of text, and a linker that makes the model of facts. */

export { FACTS_VERSION, type FileFacts } from "./facts.ts";
export { imageText } from "./imageText.ts";
export { askedModules } from "./imports.ts";
export { importsOutside, mayBeInstalled } from "./link/installed.ts";
export { createLinker, type Linker, type LinkerOptions, type LinkResult } from "./link/linker.ts";
export { type NotebookCode, notebookOf, readNotebook } from "./notebook.ts";
export { notebookFacts } from "./notebookFacts.ts";
export { type Grammar, loadParser, type OpenDocument, type PythonParser, type TextChange } from "./parse.ts";
export { readNames } from "./readNames.ts";
export { describeSetting, secretNames } from "./settingText.ts";
export { nameText } from "./startText.ts";
export { unknownValue } from "./unknown.ts";
export { firstUnknown, itemsOf, partsOf, unknownText } from "./valueText.ts";
export { whenText } from "./whenText.ts";
