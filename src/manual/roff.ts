import type { Page, Section } from "./page.ts";

/** What stands at the edges of a page. */
export interface Imprint {
  /** Day of the release: `2026-01-31`. */
  readonly date: string;
  readonly version: string;
}

/** A page as man(7) reads it. */
export function roff({ title, sections }: Page, { date, version }: Imprint): string {
  const head = `.TH ${quoted(title.toUpperCase())} 1 ${quoted(date)} ${quoted(`kas ${version}`)}`;
  return [head, ...sections.map((section) => `.SH ${section.title}\n${body(section)}`)].join("\n") +
    "\n";
}

function body(section: Section): string {
  switch (section.kind) {
    case "text":
      return escaped(section.text);
    case "synopsis":
      return [`.B ${escaped(section.program)}`, ...section.words.map(italic)].join("\n");
    case "list":
      return section.entries
        .map(([head, text]) => `.TP\n.B ${escaped(head)}\n${escaped(text)}`).join("\n");
    case "pages": {
      const last = section.names.length - 1;
      return section.names
        .map((name, index) => `.BR ${escaped(name)} (1)${index < last ? "," : ""}`).join("\n");
    }
  }
}

const italic = (text: string) => `.I ${escaped(text)}`;

const quoted = (text: string) => `"${escaped(text).replaceAll('"', "\\(dq")}"`;

/** Text for roff: nothing in it is a request, `-` is the one of the command line. */
export function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^[.']/gm, "\\&$&")
    .replace(
      /[^\0-\x7f]/gu,
      (letter) => `\\[u${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}]`,
    );
}
