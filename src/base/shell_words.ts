import { userError } from "./errors.ts";

/**
 * Splits a text into words as a POSIX shell does: blanks separate, single and double quotes
 * and backslashes quote. Nothing is expanded.
 * @throws UserError if a quote is not closed
 */
export function splitShellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (quote === "'") {
      if (character === quote) quote = undefined;
      else word += character;
    } else if (character === "\\" && index + 1 < text.length) {
      const next = text[++index]!;
      const literal = quote === '"' && !'$`"\\\n'.includes(next);
      word = (word ?? "") + (literal ? `\\${next}` : next === "\n" ? "" : next);
    } else if (quote === '"') {
      if (character === quote) quote = undefined;
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== undefined) {
    throw userError("quote_open", { quote, text }, `a ${quote} is not closed in: ${text}`);
  }
  if (word !== undefined) words.push(word);
  return words;
}
