/** Asks for the words that a view is filtered by, and tells them while they are typed. What they leave is the view's. */

import { vscode } from "./vscode.ts";

interface Question {
  readonly title: string;
  readonly placeholder: string;
  readonly prompt: string;
  /** What is filtered by now. */
  readonly before: string;
}

/** Answers what is filtered by in the end: Escape brings back what was before. */
export async function askWords(
  { title, placeholder, prompt, before }: Question,
  onType: (words: string) => void,
): Promise<string> {
  const input = vscode.window.createInputBox();
  input.title = title;
  input.placeholder = placeholder;
  input.prompt = prompt;
  input.value = before;
  let words = before;
  return new Promise<string>((resolve) => {
    input.onDidChangeValue(onType);
    input.onDidAccept(() => {
      words = input.value;
      input.hide();
    });
    input.onDidHide(() => {
      input.dispose();
      resolve(words);
    });
    input.show();
  });
}
