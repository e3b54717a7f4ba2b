// How PyYAML's emitter lets a scalar be written; see the YAML 1.1 specification, chapters 5, 7
// and 8. Each rule is one search: going through a large file letter by letter took longer than
// reading it. Only printable ASCII and line feeds stand for themselves, all else is escaped.

/** Text that stands for itself without quotes, as far as its characters go. */
export function allowsPlain(text: string): boolean {
  return WORD.test(text) || !NOT_PLAIN.test(text);
}

/** Most keys and values, known at once. */
const WORD = /^[A-Za-z0-9_/][\w./+-]*$/;

const NOT_PLAIN = new RegExp(
  [
    "[^ -~]",
    // Indicators count at the start, or beside a blank.
    "^(?:[ #,[\\]{}&*!|>'\"%@`]|---|\\.\\.\\.|[?:-](?: |$))",
    ": ",
    " #",
    "[ :]$",
  ].join("|"),
);

/** Whether single quotes can hold the text: a blank at a line's start or end would be lost. */
export function allowsSingleQuotes(text: string): boolean {
  return !/[^\n -~]|\n | \n/.test(text);
}

/** Whether the text can be a literal block. */
export function allowsLiteral(text: string): boolean {
  return text !== "" && !/[^\n -~]| \n| $/.test(text);
}

export function hasLineBreak(text: string): boolean {
  return /[\n\x85\u2028\u2029]/.test(text);
}
