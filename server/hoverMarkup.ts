/** A hover as parts, and as Markdown or plain text. What is said in it is for others. */

export interface HoverText {
  readonly title: string;
  /** What it is, in a few words. */
  readonly subtitle: string;
  /** Python, as a reader would write it. */
  readonly signature?: string;
  readonly doc?: string;
  readonly settings: readonly SettingLine[];
  readonly notes: readonly string[];
}

export interface SettingLine {
  readonly text: string;
  readonly origin: string;
  /** `etl.py:6` */
  readonly place: string;
}

export function toMarkdown({ title, subtitle, signature, doc, settings, notes }: HoverText): string {
  const table =
    settings.length === 0
      ? []
      : [
          `| | | |\n|---|---|---|\n${settings.map((row) => `| ${cell(row.text)} | ${row.origin} | ${cell(row.place)} |`).join("\n")}`,
        ];
  return [
    `**${escaped(title)}** \u2002 ${escaped(subtitle)}`,
    ...(signature === undefined ? [] : [`\`\`\`python\n${signature}\n\`\`\``]),
    // A docstring may be of any markup or none: it is shown as it is.
    ...(doc === undefined ? [] : [doc.split("\n").map(escaped).join("  \n")]),
    ...table,
    ...(notes.length === 0 ? [] : [notes.map(escaped).join(" · ")]),
  ].join("\n\n");
}

export function toPlainText({ title, subtitle, signature, doc, settings, notes }: HoverText): string {
  return [
    `${title}  ${subtitle}`,
    ...(signature === undefined ? [] : [signature]),
    ...(doc === undefined ? [] : [doc]),
    ...(settings.length === 0
      ? []
      : [settings.map(({ text, origin, place }) => `${text}  ${origin}  ${place}`.trimEnd()).join("\n")]),
    ...(notes.length === 0 ? [] : [notes.join(" · ")]),
  ].join("\n\n");
}

const escaped = (text: string): string => text.replace(/[\\`*_{}[\]<>()#+!|~]/g, "\\$&");

const cell = (text: string): string => escaped(text).replaceAll("\n", " ");
