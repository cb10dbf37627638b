/** What other rooms use of analysis: a parser that makes facts of text, and a linker that makes the model of facts. */

export { FACTS_VERSION, type FileFacts } from "./code/facts.ts";
export { levelOf } from "./code/moduleNames.ts";
export { importsOutside, mayBeInstalled } from "./link/installed.ts";
export { createLinker, type Linker, type LinkerOptions, type LinkResult } from "./link/linker.ts";
export { readNames } from "./link/readNames.ts";
export { askedModules } from "./read/importedModules.ts";
export { type NotebookCode, notebookOf, readNotebook } from "./read/notebook.ts";
export { notebookFacts } from "./read/notebookFacts.ts";
export { type Grammar, loadParser, type OpenDocument, type PythonParser, type TextChange } from "./read/parse.ts";
export { imageText } from "./words/imageText.ts";
export { describeSetting, secretNames } from "./words/settingText.ts";
export { nameText } from "./words/startText.ts";
export { unknownValue } from "./words/unknown.ts";
export { firstUnknown, itemsOf, partsOf, unknownText } from "./words/valueText.ts";
export { whenText } from "./words/whenText.ts";
