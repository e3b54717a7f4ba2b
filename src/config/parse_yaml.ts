import { Composer, type CST, type Document, Lexer, Parser, type YAMLParseError } from "yaml";
import { MOST_NESTED, MOST_PARTS, nestedTooDeeply, tooManyParts } from "./text_limits.ts";
import type { Mistake } from "./yaml_characters.ts";

/** A text, parsed. */
export interface ParsedYaml {
  readonly documents: readonly Document.Parsed[];
  /** Why it was not read to its end; `documents` lack the rest then. */
  readonly mistake: Mistake | undefined;
  /** The offset in the text for one that the parser tells. */
  original(offset: number): number;
}

/**
 * Parses a text. Quoted scalars and flow collections may go on in lines that are indented
 * less than the library wants, as PyYAML does not look at indentation there: such lines are
 * moved to the right, one after the other, as long as that gets the parser further.
 */
export function parseYaml(text: string): ParsedYaml {
  const { documents: first, mistake } = parse(text);
  if (mistake) return { documents: first, mistake, original: (offset) => offset };
  /** Where blanks were put in, in the order it was done. */
  const shifts: number[] = [];
  let moved = text;
  let documents: readonly Document.Parsed[] = first;
  let left = MOST_PARTS_AGAIN;
  for (let error = firstError(documents); error; error = firstError(documents)) {
    const line = continuationLine(moved, error);
    if (line === undefined || left < 0) break;
    const next = `${moved.slice(0, line)}${" ".repeat(SHIFT)}${moved.slice(line)}`;
    const { documents: nextDocuments, parts } = parse(next);
    left -= parts;
    const nextError = firstError(nextDocuments);
    if (nextError && nextError.pos[0] <= error.pos[0] + SHIFT) break;
    shifts.push(line);
    moved = next;
    documents = nextDocuments;
  }
  const failed = firstError(documents) !== undefined;
  return {
    documents: failed ? first : documents,
    mistake,
    original(offset) {
      for (const shift of failed ? [] : shifts.toReversed()) {
        if (offset >= shift) offset = Math.max(shift, offset - SHIFT);
      }
      return Math.min(offset, text.length);
    },
  };
}

/** Blanks that a line is moved by. */
const SHIFT = 80;
/** Words and marks that are parsed again in all: each line that is moved costs the whole text. */
const MOST_PARTS_AGAIN = 50_000;
/** Documents and errors that are read: what follows the first ones is not looked at. */
const MOST_READ = 10;

function parse(text: string): Pick<ParsedYaml, "documents" | "mistake"> & { parts: number } {
  let mistake: Mistake | undefined;
  let parts = 0;
  /** The library's own way from text to tokens, which would take any amount of them. */
  function* tokens(): Generator<CST.Token> {
    const parser = new Parser();
    let read = 0;
    for (const lexeme of new Lexer().lex(text)) {
      for (const token of parser.next(lexeme)) {
        yield token;
        if ((token.type === "document" || token.type === "error") && ++read > MOST_READ) return;
      }
      if (++parts > MOST_PARTS) mistake = { offset: parser.offset, message: tooManyParts };
      else if (parser.stack.length > MOST_NESTED) {
        mistake = { offset: parser.offset, message: nestedTooDeeply };
      } else continue;
      return;
    }
    yield* parser.end();
  }
  const composer = new Composer({
    version: "1.1",
    schema: "failsafe",
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  const documents = [...composer.compose(tokens())];
  return { documents, mistake, parts };
}

function firstError(documents: readonly Document.Parsed[]): YAMLParseError | undefined {
  return documents.find((document) => document.errors.length > 0)?.errors[0];
}

/** Start of the line at which a quoted scalar or flow collection ended too early, if one did. */
function continuationLine(text: string, error: YAMLParseError): number | undefined {
  if (!/^Missing closing|^Flow .*indented/i.test(error.message)) return undefined;
  const offset = error.pos[0];
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  if (line > 0 && text.slice(line, offset).trim() === "") return line;
  const next = text.indexOf("\n", offset);
  return next < 0 || next + 1 >= text.length ? undefined : next + 1;
}
