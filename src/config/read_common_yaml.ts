import { readFlow } from "./common_flow.ts";
import { readLiteral } from "./common_literal.ts";
import { KEY, plainScalar, QUOTED, quotedText, takeKey } from "./common_scalar.ts";
import { CommonSource, NOT_COMMON } from "./common_source.ts";
import { type Document, lineStarts } from "./document.ts";
import type { Value, ValueMap } from "./value.ts";

/** Carriage returns, rare line breaks, byte order marks, and what YAML does not allow. */
const RARE =
  /[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;
const BLANK_LINE = / *(?:#[^\n]*)?\n/y;
const INDENTATION = / */y;
const DASH = /- +(?=[^ \n#])/y;
/** The rest of a line behind a key without a value on it; the blank before `#` belongs to the key. */
const BEHIND_KEY = /(?:#[^\n]*)?\n/y;
/** The rest of a line behind a value that ends before it. */
const BEHIND_VALUE = / *(?: #[^\n]*)?\n/y;

/**
 * Reads the part of YAML that nearly all project files are written in: mappings, lists, literal
 * blocks, and scalars and flow collections on one line; in a tenth of the library's time.
 * Whatever is outside this part, doubtful or wrong gives undefined: `readYaml` decides about it.
 * What is read here has the very values and offsets that `readYaml` gives it; a test compares
 * both readers.
 */
export function readCommonYaml(file: string, text: string): Document | undefined {
  if (RARE.test(text)) return undefined;
  try {
    const source = new CommonSource(text);
    const { root, rootOffset } = new CommonReader(source).read();
    return { file, root, rootOffset, parts: source.parts, lines: lineStarts(text), duplicates: [] };
  } catch (error) {
    if (error === NOT_COMMON) return undefined;
    throw error;
  }
}

class CommonReader {
  /** Indentation of the line with content that the source stands in; -1 at the end of the text. */
  #indent = 0;

  constructor(private readonly source: CommonSource) {}

  read(): { root: Value; rootOffset: number } {
    this.#nextLine();
    if (this.#indent !== 0) throw NOT_COMMON;
    const rootOffset = this.source.at;
    const root = this.#mapping(0, 0);
    // A line that fits into no open mapping or list has closed them all up to here.
    if (this.#indent >= 0) throw NOT_COMMON;
    return { root, rootOffset };
  }

  /** Goes to the next line with content, behind its indentation. */
  #nextLine(): void {
    const source = this.source;
    while (source.skip(BLANK_LINE)) source.count();
    const start = source.at;
    source.skip(INDENTATION);
    this.#indent = source.at < source.text.length ? source.at - start : -1;
  }

  #atDash(): boolean {
    return this.source.text.startsWith("- ", this.source.at);
  }

  /** The mapping whose first key is here, `indent` from the left. */
  #mapping(indent: number, depth: number): ValueMap {
    const source = this.source;
    const map: ValueMap = new Map();
    const parts = source.newParts(map, depth);
    do {
      const key = takeKey(source, map, parts);
      if (!source.skip(BEHIND_KEY)) {
        map.set(key, this.#value(indent, depth + 1));
        continue;
      }
      this.#nextLine();
      if (this.#indent > indent || (this.#indent === indent && this.#atDash())) {
        parts.values.set(key, source.at);
        map.set(key, this.#collection(depth + 1));
      } else map.set(key, null);
    } while (this.#indent === indent);
    return map;
  }

  /** The mapping or list that begins in this line. */
  #collection(depth: number): Value {
    return this.#atDash() ? this.#list(this.#indent, depth) : this.#mapping(this.#indent, depth);
  }

  /** The list whose first dash is here. A list that a key follows is inside that key's mapping. */
  #list(indent: number, depth: number): Value[] {
    const source = this.source;
    const list: Value[] = [];
    const parts = source.newParts(list, depth);
    do {
      source.count();
      const dash = source.at;
      if (!source.skip(DASH) || this.#atDash()) throw NOT_COMMON;
      parts.values.set(list.length, source.at);
      KEY.lastIndex = source.at;
      list.push(
        KEY.test(source.text)
          ? this.#mapping(indent + source.at - dash, depth + 1)
          : this.#value(indent, depth + 1),
      );
    } while (this.#indent === indent && this.#atDash());
    return list;
  }

  /** The value that begins in this line, of an entry or item `indent` from the left. */
  #value(indent: number, depth: number): Value {
    const value = this.#started(indent, depth);
    this.#nextLine();
    return value;
  }

  #started(indent: number, depth: number): Value {
    const source = this.source;
    const first = source.text[source.at];
    if (first === "|") return readLiteral(source, indent);
    if (first === "[" || first === "{") return this.#alone(readFlow(source, depth));
    const quoted = source.take(QUOTED);
    if (quoted) return this.#alone(quotedText(quoted));
    const line = source.line();
    const comment = line.indexOf(" #");
    return plainScalar(comment < 0 ? line : line.slice(0, comment));
  }

  /** The value, after which nothing but a comment may stand in its line. */
  #alone(value: Value): Value {
    if (!this.source.skip(BEHIND_VALUE)) throw NOT_COMMON;
    return value;
  }
}
