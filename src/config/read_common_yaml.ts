import { type Document, lineStarts, type PartOffsets } from "./document.ts";
import { MOST_PARTS } from "./text_limits.ts";
import { Float, type Key, Timestamp, type Value, type ValueMap } from "./value.ts";
import { parsePlain, plainType } from "./yaml_scalar.ts";

// Sticky patterns: each reads on where the last one ended. None can match a text in two ways,
// so that each takes time in proportion to what it reads.

/** Texts of these characters: no tabs, no other breaks than line feeds, nothing from two units. */
const ORDINARY = /^[\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/;
/** Lines without content, and the indentation of the next one with it. */
const TO_CONTENT = /(?: *(?:#[^\n]*)?\n)* */y;
const KEY = /(?:([A-Za-z0-9_][\w./+@-]*)|"([^"\\\n]*)"|'([^'\n]*)'):(?=[ \n]) */y;
/** What may follow a value in its line. */
const LINE_END = /(?: +(?:#[^\n]*)?)?\n/y;
/** The same behind a key's colon, whose blanks are read. */
const NOTHING = /(?:#[^\n]*)?\n/y;
const BLOCK_HEADER = /\|(-?)(?: +(?:#[^\n]*)?)?\n/y;
/** Empty lines before a block's first line, and that one's indentation. */
const BLOCK_START = /((?: *\n)*)( +)(?=[^ \n])/y;
const QUOTED = /"([^"\\\n]*)"|'([^'\n]*)'/y;
/** A plain scalar, which no ": " and " #" is in, and which no indicator begins. */
const PLAIN =
  /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[\w.]))(?:[^\n:# ]|:(?=[^ \n])|(?<! )#| +(?=[^ \n#]))*/y;
const FLOW_PLAIN =
  /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[\w.]))(?:[^\n:# ,[\]{}]|:(?=[^ \n,[\]{}])|(?<! )#| +(?=[^ \n#,[\]{}]))*/y;
const DASH = /- +(?=[^ \n#])/y;
const BLANKS = / */y;
/** A word of letters that YAML has no other type for. */
const SURELY_TEXT =
  /^(?!(?:[yY]es|YES|[nN]o|NO|[tT]rue|TRUE|[fF]alse|FALSE|[oO]n|ON|[oO]ff|OFF|[nN]ull|NULL)$)[A-Za-z_/]/;

/** Deeper nesting is left to the library, as are keys of more characters. */
const DEEPEST = 50;
const LONGEST_KEY = 500;
/** Marks and words that a line has outside of flow collections, and that a value in one has. */
const PARTS_OF_LINE = 8;
const PARTS_OF_FLOW = 4;

class Uncommon extends Error {}
const UNCOMMON = new Uncommon();

/**
 * A file in the part of YAML that nearly all project files keep to: block mappings and lists,
 * scalars of one line, literal blocks, flow collections of one line, comments. Undefined for
 * everything else, mistakes included: there `readYaml` decides. What both read is the same, with
 * all positions (a test compares them); this takes a tenth of the time.
 */
export function readCommonYaml(file: string, text: string): Document | undefined {
  if (!ORDINARY.test(text)) return undefined;
  const lines = lineStarts(text);
  if (lines.length * PARTS_OF_LINE > MOST_PARTS) return undefined;
  const reader = new CommonReader(text, MOST_PARTS - lines.length * PARTS_OF_LINE);
  try {
    const { root, rootOffset } = reader.read();
    return { file, root, rootOffset, parts: reader.parts, lines, duplicates: [] };
  } catch (error) {
    if (error === UNCOMMON) return undefined;
    throw error;
  }
}

class CommonReader {
  readonly parts = new WeakMap<object, PartOffsets>();
  readonly #text: string;
  /** Whether the last line has no end, which was added. */
  readonly #unended: boolean;
  #at = 0;
  /** Where the value that was read last begins. */
  #valueAt = 0;
  /** The indentation of the line at `#at`; -1 at the end. */
  #indent = 0;
  #depth = 0;

  constructor(text: string, private partsLeft: number) {
    this.#unended = !text.endsWith("\n");
    this.#text = this.#unended ? `${text}\n` : text;
  }

  read(): { root: Value; rootOffset: number } {
    this.#toContent();
    if (this.#indent !== 0) throw UNCOMMON;
    const rootOffset = this.#at;
    const root = this.#mapping(0);
    if (this.#at < this.#text.length) throw UNCOMMON;
    return { root, rootOffset };
  }

  /** Reads what the pattern matches at `#at`, and goes on behind it. */
  #take(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) throw UNCOMMON;
    this.#at = pattern.lastIndex;
    return match;
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) throw UNCOMMON;
    this.#at = pattern.lastIndex;
  }

  #toContent(): void {
    this.#skip(TO_CONTENT);
    const end = this.#at >= this.#text.length;
    this.#indent = end ? -1 : this.#at - (this.#text.lastIndexOf("\n", this.#at - 1) + 1);
  }

  #enter(): void {
    if (++this.#depth > DEEPEST) throw UNCOMMON;
  }

  #key(match: RegExpExecArray): Key {
    const [all, plain, double, single] = match;
    if (all.length > LONGEST_KEY) throw UNCOMMON;
    return plain === undefined ? (double ?? single)! : typedKey(plain);
  }

  /** A block mapping whose first key is at `#at`. */
  #mapping(indent: number): ValueMap {
    this.#enter();
    const map: ValueMap = new Map();
    const keys = new Map<Key, number>();
    const values = new Map<Key, number>();
    this.parts.set(map, { keys, values });
    do {
      const start = this.#at;
      const key = this.#key(this.#take(KEY));
      // Of two equal keys the library tells where they stand.
      if (map.has(key)) throw UNCOMMON;
      map.set(key, null);
      keys.set(key, start);
      map.set(key, this.#value(indent, true));
      values.set(key, this.#valueAt);
    } while (this.#indent === indent);
    if (this.#indent > indent) throw UNCOMMON;
    this.#depth--;
    return map;
  }

  /** A block list whose first dash is at `#at`. */
  #list(indent: number): Value[] {
    this.#enter();
    const list: Value[] = [];
    const values = new Map<Key, number>();
    this.parts.set(list, { keys: new Map(), values });
    do {
      const dash = this.#at;
      this.#skip(DASH);
      const start = this.#at;
      KEY.lastIndex = start;
      const value = KEY.test(this.#text)
        ? this.#mapping(indent + start - dash)
        : this.#value(indent, false);
      values.set(list.length, start);
      list.push(value);
    } while (this.#indent === indent && this.#text[this.#at] === "-");
    if (this.#indent > indent) throw UNCOMMON;
    this.#depth--;
    return list;
  }

  /**
   * The value at `#at`, with all its lines.
   * @param keyed whether it is a key's, not a list's
   */
  #value(indent: number, keyed: boolean): Value {
    const start = this.#at;
    const first = this.#text[start]!;
    let value: Value;
    if (first === "\n" || first === "#") {
      if (!keyed) throw UNCOMMON;
      return this.#nested(indent);
    } else if (first === "|") value = this.#block(indent);
    else {
      if (first === '"' || first === "'") value = this.#quoted();
      else if (first === "[" || first === "{") value = this.#flow();
      else value = typedScalar(this.#take(PLAIN)[0]);
      this.#skip(LINE_END);
    }
    this.#toContent();
    // The next line would go on with the scalar.
    if (this.#indent > indent) throw UNCOMMON;
    this.#valueAt = start;
    return value;
  }

  /** What the lines below a key hold, if they are its value. */
  #nested(indent: number): Value {
    const here = this.#at;
    if (this.#text[here] === "#" && this.#text[here - 1] !== " ") throw UNCOMMON;
    this.#skip(NOTHING);
    this.#toContent();
    const start = this.#at;
    const isList = this.#text.startsWith("- ", start);
    let value: Value = null;
    if (this.#indent > indent) {
      value = isList ? this.#list(this.#indent) : this.#mapping(this.#indent);
    } else if (this.#indent === indent && isList) value = this.#list(indent);
    // A value that is not there is where it would begin.
    this.#valueAt = value === null ? here : start;
    return value;
  }

  #quoted(): string {
    const [, double, single] = this.#take(QUOTED);
    return (double ?? single)!;
  }

  /** A literal block scalar. */
  #block(indent: number): string {
    const [, chomping] = this.#take(BLOCK_HEADER);
    const text = this.#text;
    const start = this.#at;
    const [head, empty, margin] = this.#take(BLOCK_START);
    const width = margin!.length;
    if (width <= indent) throw UNCOMMON;
    if (empty !== "" && empty!.split("\n").some((line) => line.length > width)) throw UNCOMMON;
    this.#at = start + head.length - width;
    this.#skip(blockLines(width));
    if (this.#at >= text.length && this.#unended) throw UNCOMMON;
    const lines = text.slice(start, this.#at);
    let end = lines.length;
    // Of the empty lines behind it, those of blanks alone may be lines of its own.
    for (let last = end - 1; end > 0; last = end - 1) {
      const before = lines.lastIndexOf("\n", last - 1);
      const line = lines.slice(before + 1, last);
      if (line.trim() !== "") break;
      if (line.length > width) throw UNCOMMON;
      end = before + 1;
    }
    const content = lines.slice(0, end).replace(blockMargin(width), "");
    return chomping === "-" ? content.slice(0, -1) : content;
  }

  /** A flow collection or a scalar in one, all in one line. */
  #flow(): Value {
    if ((this.partsLeft -= PARTS_OF_FLOW) < 0) throw UNCOMMON;
    const first = this.#text[this.#at]!;
    if (first === "[") return this.#flowList();
    if (first === "{") return this.#flowMapping();
    if (first === '"' || first === "'") return this.#quoted();
    return typedScalar(this.#take(FLOW_PLAIN)[0]);
  }

  #flowList(): Value[] {
    this.#enter();
    const list: Value[] = [];
    const values = new Map<Key, number>();
    this.parts.set(list, { keys: new Map(), values });
    this.#at++;
    this.#skip(BLANKS);
    if (this.#text[this.#at] !== "]") {
      do {
        values.set(list.length, this.#at);
        list.push(this.#flow());
      } while (this.#goesOn("]"));
    }
    this.#at++;
    this.#depth--;
    return list;
  }

  #flowMapping(): ValueMap {
    this.#enter();
    const map: ValueMap = new Map();
    const keys = new Map<Key, number>();
    const values = new Map<Key, number>();
    this.parts.set(map, { keys, values });
    this.#at++;
    this.#skip(BLANKS);
    if (this.#text[this.#at] !== "}") {
      do {
        const start = this.#at;
        const key = this.#key(this.#take(KEY));
        if (map.has(key)) throw UNCOMMON;
        keys.set(key, start);
        values.set(key, this.#at);
        const isAbsent = [",", "}"].includes(this.#text[this.#at]!);
        map.set(key, isAbsent ? null : this.#flow());
      } while (this.#goesOn("}"));
    }
    this.#at++;
    this.#depth--;
    return map;
  }

  /** Whether a comma follows, rather than the collection's end. */
  #goesOn(end: string): boolean {
    this.#skip(BLANKS);
    const next = this.#text[this.#at];
    if (next === end) return false;
    if (next !== ",") throw UNCOMMON;
    this.#at++;
    this.#skip(BLANKS);
    return true;
  }
}

const linesOfWidth: RegExp[] = [];
/** The lines of a block scalar that is indented so far, and the empty ones. */
function blockLines(width: number): RegExp {
  return linesOfWidth[width] ??= new RegExp(`(?: {${width}}[^\\n]*\\n| {0,${width - 1}}\\n)*`, "y");
}

const marginsOfWidth: RegExp[] = [];
function blockMargin(width: number): RegExp {
  return marginsOfWidth[width] ??= new RegExp(`^ {1,${width}}`, "gm");
}

function typedScalar(text: string): Value {
  if (SURELY_TEXT.test(text)) return text;
  const type = plainType(text);
  if (type === "str") return text;
  const value = parsePlain(text, type);
  if (value === undefined) throw UNCOMMON;
  return value;
}

function typedKey(text: string): Key {
  const value = typedScalar(text);
  if (value instanceof Float) return value.value;
  if (value instanceof Timestamp) return value.text;
  return value as Key;
}
