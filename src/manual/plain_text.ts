import { wrapText } from "../base/wrap.ts";
import type { Page, Section } from "./page.ts";

/** Columns before the text of a section, and before that of an entry. */
const INDENT = 4;
const DEEP = 8;

/** A page for who has no man(1). */
export function plainText({ sections }: Page, columns: number): string {
  return sections.map((section) => `${section.title}\n${body(section, columns)}\n`).join("\n");
}

function body(section: Section, columns: number): string {
  const indented = (text: string, indent: number) =>
    " ".repeat(indent) + wrapText(text, indent, columns);
  switch (section.kind) {
    case "text":
      return indented(section.text, INDENT);
    case "synopsis":
      return indented([section.program, ...section.words].join(" "), INDENT);
    case "list":
      return section.entries
        .map(([head, text]) => `${indented(head, INDENT)}\n${indented(text, DEEP)}`).join("\n\n");
    case "pages":
      return indented(section.names.map((name) => `${name}(1)`).join(", "), INDENT);
  }
}
