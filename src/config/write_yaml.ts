import { unwritableTag } from "./errors.ts";
import { pythonFloat } from "./python_float.ts";
import { allowsLiteral, allowsPlain, allowsSingleQuotes, hasLineBreak } from "./scalar_analysis.ts";
import { Float, isMap, type Key, Opaque, Timestamp, type Value } from "./value.ts";
import { plainType } from "./yaml_scalar.ts";

export interface YamlStyle {
  /** Columns per level, 2 to 9; other values mean 2, as for PyYAML. */
  readonly indent: number;
  readonly sortKeys: boolean;
  /** Strings to quote besides those that PyYAML quotes: what other readers take for no string. */
  readonly quoted?: RegExp;
}

/** Lines are folded after this column where a scalar has a blank to fold at. */
const WIDTH = 80;
/**
 * A value as the YAML text that kas's dumper (PyYAML, block style, width 80, ASCII only)
 * writes, byte for byte: scripts compare dumps of different versions. Strings with line
 * breaks become literal blocks where YAML can express them so. Anchors are never written.
 */
export function writeYaml(value: Value, style: YamlStyle): string {
  const writer = new YamlWriter(style);
  writer.node(value, { ...ITEM, root: true });
  return writer.finish();
}

interface Context {
  /** The node is a value or a key of a mapping. */
  readonly mapping: boolean;
  /** The node is a key written on one line with its value. */
  readonly simpleKey: boolean;
  readonly root?: boolean;
}

const KEY: Context = { mapping: true, simpleKey: true };
const VALUE: Context = { mapping: true, simpleKey: false };
const ITEM: Context = { mapping: false, simpleKey: false };

class YamlWriter {
  readonly #step: number;
  readonly #sort: boolean;
  readonly #quoted: RegExp | undefined;
  #out: string[] = [];
  #indent = -1;
  #column = 0;
  /** The last thing written was a blank, so that an indicator needs none before it. */
  #whitespace = true;
  /** Only indentation and indicators stand on this line so far. */
  #indention = true;
  /** The text could go on, so that the end of the document must be marked. */
  #openEnded = false;

  constructor(style: YamlStyle) {
    this.#step = style.indent > 1 && style.indent < 10 ? style.indent : 2;
    this.#sort = style.sortKeys;
    this.#quoted = style.quoted;
  }

  finish(): string {
    this.#newIndent();
    if (this.#openEnded) {
      this.#indicator("...", true);
      this.#newIndent();
    }
    return this.#out.join("");
  }

  node(value: Value, context: Context): void {
    if (isMap(value)) {
      if (value.size === 0) this.#indicator("{}", true);
      else this.#nested(context, false, () => this.#mapping(value));
    } else if (Array.isArray(value)) {
      if (value.length === 0) this.#indicator("[]", true);
      else this.#nested(context, true, () => this.#sequence(value));
    } else {
      this.#scalar(value, context);
    }
  }

  #nested(context: Context, sequence: boolean, write: () => void): void {
    const outer = this.#indent;
    const indentless = sequence && context.mapping && !this.#indention;
    if (outer < 0) this.#indent = 0;
    else if (!indentless) this.#indent += this.#step;
    write();
    this.#indent = outer;
  }

  #mapping(map: Map<Key, Value>): void {
    const entries = [...map];
    if (this.#sort) entries.sort((a, b) => compareKeys(a[0], b[0]));
    for (const [key, value] of entries) {
      this.#newIndent();
      if (isSimpleKey(key)) {
        this.node(key, KEY);
        this.#indicator(":", false);
      } else {
        this.#indicator("?", true, true);
        this.node(key, VALUE);
        this.#newIndent();
        this.#indicator(":", true, true);
      }
      this.node(value, VALUE);
    }
  }

  #sequence(list: readonly Value[]): void {
    for (const item of list) {
      this.#newIndent();
      this.#indicator("-", true, true);
      this.node(item, ITEM);
    }
  }

  #scalar(value: Exclude<Value, Value[] | Map<Key, Value>>, context: Context): void {
    const outer = this.#indent;
    this.#indent = outer < 0 ? this.#step : outer + this.#step;
    const text = scalarText(value);
    const isString = typeof value === "string";
    const untagged = isString ? plainType(text) === "str" && !this.#quoted?.test(text) : true;
    const literal = isString && text.includes("\n");
    const blockAllowed = !context.simpleKey;
    if (!literal && untagged && allowsPlain(text) && !(context.simpleKey && text === "")) {
      this.#plain(text, context);
    } else if (literal && blockAllowed && allowsLiteral(text)) {
      this.#literal(text);
    } else if (!literal && allowsSingleQuotes(text)) {
      if (value === null) this.#indicator("!!null", true);
      this.#single(text, context);
    } else {
      this.#double(text, context);
    }
    this.#indent = outer;
  }

  /** @param text ASCII only, as all that is written: a character is a column */
  #write(text: string): void {
    this.#column += text.length;
    this.#out.push(text);
  }

  #indicator(text: string, needBlank: boolean, indention = false): void {
    this.#write(this.#whitespace || !needBlank ? text : ` ${text}`);
    this.#whitespace = false;
    this.#indention = this.#indention && indention;
    this.#openEnded = false;
  }

  #lineBreak(): void {
    this.#out.push("\n");
    this.#column = 0;
    this.#whitespace = true;
    this.#indention = true;
  }

  #newIndent(): void {
    const indent = Math.max(this.#indent, 0);
    if (
      !this.#indention || this.#column > indent || (this.#column === indent && !this.#whitespace)
    ) {
      this.#lineBreak();
    }
    if (this.#column < indent) {
      this.#whitespace = true;
      this.#write(" ".repeat(indent - this.#column));
    }
  }

  #foldHere(): void {
    this.#newIndent();
    this.#whitespace = false;
    this.#indention = false;
  }

  #plain(text: string, context: Context): void {
    if (context.root) this.#openEnded = true;
    if (text === "") return;
    if (!this.#whitespace) this.#write(" ");
    this.#whitespace = false;
    this.#indention = false;
    for (const piece of this.#pieces(text, context)) {
      const fold = piece === " " && this.#column > WIDTH && !context.simpleKey;
      if (fold) this.#foldHere();
      else this.#write(piece);
    }
  }

  #single(text: string, context: Context): void {
    this.#indicator("'", true);
    const parts = this.#pieces(text.replaceAll("'", "''"), context);
    for (const [index, piece] of parts.entries()) {
      const inner = index > 0 && index < parts.length - 1;
      if (piece === " " && inner && this.#column > WIDTH && !context.simpleKey) this.#newIndent();
      else this.#write(piece);
    }
    this.#indicator("'", false);
  }

  #double(text: string, context: Context): void {
    this.#indicator('"', true);
    let start = 0;
    for (let end = 0; end <= text.length; end++) {
      // Inside a run of characters that stand for themselves nothing happens until its end.
      if (start < end) end = nextAt(SPECIAL_OR_BLANK, text, end);
      const first = end === 0;
      const code = text.codePointAt(end);
      const character = code === undefined ? undefined : String.fromCodePoint(code);
      if (character === undefined || needsEscape(character)) {
        if (start < end) {
          this.#write(text.slice(start, end));
          start = end;
        }
        if (character !== undefined) {
          this.#write(escaped(character));
          end += character.length - 1;
          start = end + 1;
        }
      }
      const foldable = !first && end < text.length - 1 && !context.simpleKey &&
        (character === " " || start >= end);
      if (foldable && this.#column + (end - start) > WIDTH) {
        this.#write(`${text.slice(start, end)}\\`);
        if (start < end) start = end;
        this.#foldHere();
        if (text[start] === " ") this.#write("\\");
      }
    }
    this.#indicator('"', false);
  }

  #literal(text: string): void {
    const hints = (text.startsWith(" ") || text.startsWith("\n") ? String(this.#step) : "") +
      (!text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "");
    this.#indicator(`|${hints}`, true);
    if (hints.endsWith("+")) this.#openEnded = true;
    this.#lineBreak();
    const margin = " ".repeat(Math.max(this.#indent, 0));
    // A line that is empty has no margin.
    this.#out.push(text.replace(/^(?=[^\n])/gm, margin));
    if (!text.endsWith("\n")) this.#lineBreak();
  }

  /** The text cut into single blanks at which it may be folded, and all between them. */
  #pieces(text: string, { simpleKey }: Context): string[] {
    if (simpleKey || this.#column + text.length <= WIDTH) return [text];
    return text.match(/ +|[^ ]+/g) ?? [];
  }
}

const SPECIAL_OR_BLANK = /[^!#-[\]-~]/g;

/** Where the next match of a global expression is; the end of the text where none is. */
function nextAt(expression: RegExp, text: string, from: number): number {
  expression.lastIndex = from;
  return expression.exec(text)?.index ?? text.length;
}

function isSimpleKey(key: Key): boolean {
  const text = scalarText(key);
  // PyYAML counts the tag that it does not write.
  const tag = key === null ? "!!null" : typeof key === "boolean" ? "!!bool" : "!!str";
  return text !== "" && tag.length + characters(text) < 128 && !hasLineBreak(text);
}

/** The number of characters, as Python counts them. */
function characters(text: string): number {
  return text.length < 128 && !/[\ud800-\udfff]/.test(text) ? text.length : [...text].length;
}

function compareKeys(a: Key, b: Key): number {
  const left = scalarText(a);
  const right = scalarText(b);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return left < right ? -1 : left > right ? 1 : 0;
}

function scalarText(value: Exclude<Value, Value[] | Map<Key, Value>>): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (value instanceof Float) return yamlFloat(value.value);
  if (value instanceof Timestamp) return value.text;
  if (value instanceof Opaque) throw unwritableTag(value.tag);
  return String(value);
}

function yamlFloat(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const text = pythonFloat(value);
  return !text.includes(".") && text.includes("e") ? text.replace("e", ".0e") : text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "0",
  "\x07": "a",
  "\x08": "b",
  "\t": "t",
  "\n": "n",
  "\x0b": "v",
  "\x0c": "f",
  "\r": "r",
  "\x1b": "e",
  '"': '"',
  "\\": "\\",
  "\x85": "N",
  "\xa0": "_",
  "\u2028": "L",
  "\u2029": "P",
};

function needsEscape(character: string): boolean {
  return character === '"' || character === "\\" || character < " " || character > "~";
}

function escaped(character: string): string {
  const short = ESCAPES[character];
  if (short !== undefined) return `\\${short}`;
  const code = character.codePointAt(0)!;
  const hex = (width: number) => code.toString(16).toUpperCase().padStart(width, "0");
  return code <= 0xff ? `\\x${hex(2)}` : code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}
