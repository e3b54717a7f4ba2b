import { type Document, parseAllDocuments, type YAMLParseError } from "yaml";

/** A text, parsed. */
export interface ParsedYaml {
  readonly documents: readonly Document.Parsed[];
  /** The offset in the text for one that the parser tells. */
  original(offset: number): number;
}

/**
 * Parses a text. Quoted scalars and flow collections may go on in lines that are indented
 * less than the library wants, as PyYAML does not look at indentation there: such lines are
 * moved to the right, one after the other, as long as that gets the parser further.
 */
export function parseYaml(text: string): ParsedYaml {
  const first = parse(text);
  /** Where blanks were put in, in the order it was done. */
  const shifts: number[] = [];
  let moved = text;
  let documents = first;
  for (let error = firstError(documents); error; error = firstError(documents)) {
    const line = continuationLine(moved, error);
    if (line === undefined) break;
    const next = `${moved.slice(0, line)}${" ".repeat(SHIFT)}${moved.slice(line)}`;
    const nextDocuments = parse(next);
    const nextError = firstError(nextDocuments);
    if (nextError && nextError.pos[0] <= error.pos[0] + SHIFT) break;
    shifts.push(line);
    moved = next;
    documents = nextDocuments;
  }
  const failed = firstError(documents) !== undefined;
  return {
    documents: failed ? first : documents,
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

function parse(text: string): Document.Parsed[] {
  const documents = parseAllDocuments(text, {
    version: "1.1",
    schema: "failsafe",
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  return Array.isArray(documents) ? documents : [];
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
