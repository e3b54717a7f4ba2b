/** A statement of bitbake's configuration. */
export interface ConfStatement {
  /** Its lines. */
  readonly text: string;
  /** Where it begins: the line of the text, from 0. */
  readonly line: number;
}

/** `=` and its like (BitBake User Manual, "Basic Syntax"), behind flags and blanks. */
const OPERATOR = String.raw`(?:\[[^\]]*\])?[ \t]*(?:\?\?=|\?=|:=|\+=|=\+|\.=|=\.|=)`;

/**
 * The statements of a text that set a variable, append to it, remove from it, set a flag of it or
 * take it back, for some override or for all.
 */
export function statementsSetting(text: string, variable: string): ConfStatement[] {
  const name = variable.replace(/[^\w]/g, "\\$&");
  // Overrides had a "_" once; they are in small letters: A_B is another variable.
  const sets = new RegExp(`^\\s*(?:export\\s+)?${name}(?:(?::|_[a-z])[^\\s=\\[]*?)?${OPERATOR}`);
  const takesBack = new RegExp(`^\\s*unset\\s+${name}(?:\\[[^\\]]*\\])?\\s*$`);
  return statementsOf(text).filter(({ text }) => sets.test(text) || takesBack.test(text));
}

/** The statements of a text: a line that ends in a backslash goes on in the next one. */
export function statementsOf(text: string): ConfStatement[] {
  const statements: ConfStatement[] = [];
  const lines = text.split("\n");
  for (let start = 0, at = 0; at < lines.length; at++) {
    if (lines[at]!.endsWith("\\") && at + 1 < lines.length) continue;
    statements.push({ text: lines.slice(start, at + 1).join("\n"), line: start });
    start = at + 1;
  }
  return statements;
}
