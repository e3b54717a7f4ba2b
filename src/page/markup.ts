import { redactSecrets } from "../base/credentials.ts";
import { printable } from "../base/printable.ts";

/** A piece of a page that can stand in it as it is. */
export class Html {
  constructor(readonly text: string) {}
}

/** What can be put into a piece: texts are escaped, lists joined, what is undefined is nothing. */
export type Part = Html | string | number | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * A text of others, for between tags and for attributes in quotes, without the credentials of URLs
 * in it, wherever they come from. What cannot be shown without
 * harm (controls, turned letters) is written out, so that no text can look like another one; half
 * a surrogate pair is the replacement character, as no file in UTF-8 can hold it.
 */
export function escapeHtml(text: string): string {
  return printable(redactSecrets(text.toWellFormed()))
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A piece of a page, as the tag of a template: markup`<p title="${text}">${text}</p>`. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, index) => text + textOf(parts[index])).join(""));
}

function textOf(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  return part.map(textOf).join("");
}
