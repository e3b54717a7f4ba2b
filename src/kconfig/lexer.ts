import type { Location } from "../base/problem.ts";
import { unclosedMacro, unknownCharacter, unterminatedString } from "./errors.ts";

export type Token =
  /** A name, a keyword or a number. */
  | { readonly kind: "word"; readonly text: string; readonly column: number }
  | { readonly kind: "string"; readonly text: string; readonly column: number }
  | { readonly kind: "operator"; readonly text: string; readonly column: number };

/** A line with its continuations; comments are still in it. */
export interface LogicalLine {
  readonly text: string;
  readonly file: string;
  /** Number of its first line, from 1. */
  readonly line: number;
}

/** The place of a column, counted from 1, of a line. */
export function placeIn({ file, line }: LogicalLine, column: number): Location {
  return { file, line, column };
}

/** What `$(…)` stands for. @param line for errors */
export type Expand = (text: string, line: LogicalLine, column: number) => string;

const OPERATOR = /^(?:&&|\|\||!=|<=|>=|[=<>!()])/;
const WORD = /^[A-Za-z0-9_$/.-]$/;

/**
 * The tokens of a line (kernel documentation, kbuild/kconfig-language). Macros in words and
 * strings are expanded, in strings also variables of the environment.
 */
export function tokenize(
  line: LogicalLine,
  expand: Expand,
  expandVariables: (text: string) => string,
): Token[] {
  const { text } = line;
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at]!;
    const column = at + 1;
    if (/\s/.test(character)) at++;
    else if (character === "#") break;
    else if (character === '"' || character === "'") {
      let raw = "";
      let end = at + 1;
      for (; end < text.length && text[end] !== character; end++) {
        if (text[end] === "$" && text[end + 1] === "(") {
          const close = closing(line, end);
          raw += expand(text.slice(end, close + 1), line, end + 1);
          end = close;
        } else if (text[end] === "\\" && end + 1 < text.length) raw += text[++end];
        else raw += text[end];
      }
      if (end >= text.length) throw unterminatedString(placeIn(line, column));
      tokens.push({ kind: "string", text: expandVariables(raw), column });
      at = end + 1;
    } else if (WORD.test(character)) {
      let word = "";
      for (; at < text.length && WORD.test(text[at]!); at++) {
        if (text[at] === "$" && text[at + 1] === "(") {
          const close = closing(line, at);
          word += expand(text.slice(at, close + 1), line, at + 1);
          at = close;
        } else word += text[at];
      }
      // What a macro expands to is words again, or nothing.
      for (const part of word.split(/\s+/).filter((part) => part !== "")) {
        tokens.push({ kind: "word", text: part, column });
      }
    } else {
      const operator = OPERATOR.exec(text.slice(at))?.[0];
      if (!operator) throw unknownCharacter(placeIn(line, column), character);
      tokens.push({ kind: "operator", text: operator, column });
      at += operator.length;
    }
  }
  return tokens;
}

/** Where the parenthesis of the `$(` at `start` is closed. */
function closing(line: LogicalLine, start: number): number {
  let depth = 0;
  for (let at = start + 1; at < line.text.length; at++) {
    if (line.text[at] === "(") depth++;
    if (line.text[at] === ")" && --depth === 0) return at;
  }
  throw unclosedMacro(placeIn(line, start + 1));
}
