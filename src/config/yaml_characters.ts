import { CST, Lexer } from "yaml";

/** A mistake, and its offset in the text. */
export interface Mistake {
  readonly offset: number;
  readonly message: string;
}

/** The first character that cannot stand where it is, by PyYAML's rules. */
export function findBadCharacter(text: string): Mistake | undefined {
  return findUnreadable(text) ?? findStray(text);
}

/** The first character that YAML does not allow in a text (https://yaml.org/spec/1.1/#c-printable). */
function findUnreadable(text: string): Mistake | undefined {
  const match = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (!match) return undefined;
  const code = match[0].codePointAt(0)!.toString(16).padStart(4, "0").toUpperCase();
  return { offset: match.index, message: `the character U+${code} is not allowed` };
}

/**
 * The first tab or rare line break outside quotes, comments and block scalars: PyYAML
 * takes none there, while the library takes some.
 */
function findStray(text: string): Mistake | undefined {
  const stray = /[\t\x85\u2028\u2029]/;
  if (!stray.test(text)) return undefined;
  let offset = 0;
  let previous: string | null = null;
  let inBlockScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    // What follows a scalar mark is the scalar's text, whatever it looks like.
    const type: string | null = previous === "scalar" ? "text" : CST.tokenType(lexeme);
    previous = type;
    // These marks stand between lexemes, not in the text (CST documentation, "Lexer").
    if (type === "doc-mode" || type === "flow-error-end" || type === "scalar") continue;
    if (type === "block-scalar-header") inBlockScalar = true;
    const content = type === "single-quoted-scalar" || type === "double-quoted-scalar" ||
      type === "comment" || (type === "text" && inBlockScalar);
    const found = content ? -1 : lexeme.search(stray);
    if (found >= 0) {
      const message = lexeme[found] === "\t"
        ? "a tab cannot stand here; use blanks"
        : "this kind of line break cannot stand here";
      return { offset: offset + found, message };
    }
    if (type === "text") inBlockScalar = false;
    offset += lexeme.length;
  }
  return undefined;
}
