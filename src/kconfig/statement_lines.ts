import { type LogicalLine, tokenize } from "./lexer.ts";
import { LineParser, type SymbolTable } from "./line_parser.ts";
import type { Macros } from "./macros.ts";

/** The lines of one file that say something; macros are assigned on the way. */
export class StatementLines {
  readonly #lines: readonly string[];
  #at = 0;
  #current: LineParser | undefined;
  #again = false;

  constructor(
    readonly file: string,
    text: string,
    private readonly macros: Macros,
    private readonly symbols: SymbolTable,
  ) {
    this.#lines = text.replaceAll("\r\n", "\n").split("\n");
  }

  /** The next line, with one token at least; undefined at the end of the file. */
  next(): LineParser | undefined {
    if (!this.#again) this.#current = this.#read();
    this.#again = false;
    return this.#current;
  }

  /** The line that was read last, and of which nothing was taken, comes again. */
  back(): void {
    this.#again = true;
  }

  #read(): LineParser | undefined {
    while (this.#at < this.#lines.length) {
      const line = this.#logicalLine();
      if (/^\s*(?:#|$)/.test(line.text) || this.#assign(line)) continue;
      const tokens = tokenize(
        line,
        (macro, where, column) => this.macros.expand(macro, where, column),
        (text) => this.macros.expandVariables(text),
      );
      if (tokens.length > 0) {
        return new LineParser(line, tokens, this.symbols, this.macros.warnings);
      }
    }
    return undefined;
  }

  #logicalLine(): LogicalLine {
    const line = this.#at + 1;
    const parts = [this.#lines[this.#at++]!];
    while (parts.at(-1)!.endsWith("\\") && this.#at < this.#lines.length) {
      parts.push(parts.pop()!.slice(0, -1), this.#lines[this.#at++]!);
    }
    return { text: parts.join(""), file: this.file, line };
  }

  #assign(line: LogicalLine): boolean {
    const match = /^\s*([A-Za-z0-9_$()-]+)\s*(=|:=|\+=)(.*)$/s.exec(line.text);
    if (!match) return false;
    const [, name, operator, text] = match;
    this.macros.assign(this.macros.expand(name!, line, 1), operator!, text!.trim(), line);
    return true;
  }

  /** The text that is indented as far as its first line, or further. */
  help(): string {
    const lines = this.#lines;
    while (this.#at < lines.length && lines[this.#at]!.trim() === "") this.#at++;
    const indent = indentOf(expandTabs(lines[this.#at] ?? ""));
    const help: string[] = [];
    for (; indent > 0 && this.#at < lines.length; this.#at++) {
      const line = expandTabs(lines[this.#at]!);
      if (line.trim() !== "" && indentOf(line) < indent) break;
      help.push(line.slice(indent));
    }
    return help.join("\n").trimEnd();
  }
}

const indentOf = (line: string) => /^ */.exec(line)![0].length;

function expandTabs(line: string): string {
  let result = "";
  for (const character of line) {
    result += character === "\t" ? " ".repeat(8 - result.length % 8) : character;
  }
  return result;
}
