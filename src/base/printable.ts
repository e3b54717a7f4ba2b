/**
 * What no text of others needs, but what moves the cursor, turns letters around, hides them or
 * starts a line: control characters (C0, DEL, C1) but for tab and line feed, marks and controls
 * of direction (https://www.unicode.org/reports/tr9/, section 2), line and paragraph separators,
 * and invisible characters. Joiners stay: scripts and emoji need them.
 */
const UNPRINTABLE =
  // deno-lint-ignore no-control-regex
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const LETTERS: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The character as programming languages write it: `\r`, `\x1b`, `\u202e`, `\u{e0041}`. */
function escaped(character: string): string {
  const code = character.codePointAt(0)!.toString(16);
  if (code.length > 4) return `\\u{${code}}`;
  return LETTERS[character] ??
    (code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`);
}

/**
 * A text of others as it can be shown without harm: what is not printable is escaped. Line
 * breaks (also `\r\n`) and tabs stay.
 */
export function printable(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(UNPRINTABLE, escaped);
}

/** A text of others that is to stay on one line: line breaks and tabs are escaped, too. */
export function printableLine(text: string): string {
  return text.replace(UNPRINTABLE, escaped).replace(/[\n\t]/g, escaped);
}

/** The first character that does not belong on a line: one not printable, line feed or tab. */
export function firstUnprintable(text: string): string | undefined {
  const found = [text.search(UNPRINTABLE), text.search(/[\n\t]/)].filter((at) => at >= 0);
  return found.length > 0 ? String.fromCodePoint(text.codePointAt(Math.min(...found))!) : undefined;
}

/** How log lines begin, with a time, and those of the launcher and the entrypoint. */
const MESSAGE_START =
  /\n(?=[^\S\n]*(?:\p{N}{4}\p{P}|kas(?:-container)?:\s|container-entrypoint:\s))/gu;

/** A text of others in a message: a line of it that looks like another message is indented. */
export function printableMessage(text: string): string {
  return printable(text).replace(MESSAGE_START, "\n    ");
}

/** A line for a shell, in which what is not printable stands in quotes: it is written `$'\033'`. */
export function printableShellLine(line: string): string {
  return line.replace(UNPRINTABLE, (character) => {
    const bytes = [...new TextEncoder().encode(character)]
      .map((byte) => `\\${byte.toString(8).padStart(3, "0")}`);
    return `'$'${bytes.join("")}''`;
  });
}

/** A text of others on a screen of fixed columns: a blank for each character that is not printable. */
export function printableCells(text: string): string {
  return text.replace(UNPRINTABLE, " ").replace(/[\n\t]/g, " ");
}
