import { dirname, isAbsolute, join } from "node:path";
import type { Environment } from "../base/command.ts";
import type { Location } from "../base/problem.ts";
import {
  kconfigNotFound,
  menuconfigWithoutPrompt,
  misplacedProperty,
  missingEnd,
  nothingToEnd,
  otherType,
  recursiveSource,
  sourceNotFound,
  tristateRefused,
  unknownProperty,
  unknownStatement,
  unreadableSource,
} from "./errors.ts";
import { finalize } from "./finalize.ts";
import { type LogicalLine, placeIn, type Token, tokenize } from "./lexer.ts";
import { LineParser, SymbolTable } from "./line_parser.ts";
import { Macros } from "./macros.ts";
import {
  and,
  Choice,
  type Kconfig,
  KconfigSymbol,
  MenuNode,
  type SymbolType,
  YES,
} from "./model.ts";

/** The files that `source` names. */
export interface KconfigFiles {
  /** The text of a file; undefined where none is. */
  read(path: string): string | undefined;
  /** The files that a pattern matches, sorted. */
  find(pattern: string): string[];
}

export interface KconfigOptions {
  /** The main file, absolute. */
  readonly path: string;
  /** Where `source` is looked for first: $srctree, or the current directory. */
  readonly base: string;
  readonly env: Environment;
  readonly files: KconfigFiles;
}

const TYPES = ["bool", "string", "int", "hex"];
const STATEMENTS = [
  "config",
  "menuconfig",
  "choice",
  "endchoice",
  "menu",
  "endmenu",
  "if",
  "endif",
  "comment",
  "mainmenu",
  "source",
  "rsource",
  "osource",
  "orsource",
];
const PROPERTIES = [
  ...TYPES,
  "tristate",
  "prompt",
  "default",
  "def_bool",
  "def_string",
  "def_int",
  "def_hex",
  "def_tristate",
  "depends",
  "select",
  "imply",
  "range",
  "visible",
  "help",
  "option",
  "optional",
];

/** Reads a Kconfig file and all that it sources. @throws UserError with the place of what is wrong */
export function parseKconfig(options: KconfigOptions): Kconfig {
  return new Parser(options).parse();
}

class Parser {
  readonly #symbols = new SymbolTable();
  readonly #choices: Choice[] = [];
  readonly #named = new Map<string, Choice>();
  readonly #macros: Macros;
  #title = "Main menu";
  /** Files that are being read, each with where it was sourced. */
  readonly #chain: string[] = [];

  // The file that is being read.
  #lines: string[] = [];
  #file = "";
  #at = 0;
  #line!: LogicalLine;
  #words!: LineParser;

  constructor(private readonly options: KconfigOptions) {
    this.#macros = new Macros(options.env);
  }

  parse(): Kconfig {
    const { path } = this.options;
    const root = new MenuNode("menu", { file: path, line: 1, column: 1 });
    const text = this.options.files.read(path);
    if (text === undefined) throw kconfigNotFound(path);
    this.#parseFile(path, text, root);
    root.prompt = { text: this.#title, condition: YES };
    finalize(root, [...this.#symbols.all.values()], this.#choices);
    return {
      title: this.#title,
      root,
      symbols: this.#symbols.all,
      choices: this.#choices,
      warnings: this.#macros.warnings,
    };
  }

  #parseFile(path: string, text: string, parent: MenuNode): void {
    const saved = [this.#lines, this.#file, this.#at, this.#line, this.#words] as const;
    this.#lines = text.replaceAll("\r\n", "\n").split("\n");
    this.#file = path;
    this.#at = 0;
    this.#chain.push(path);
    this.#parseBlock(parent, undefined);
    this.#chain.pop();
    [this.#lines, this.#file, this.#at, this.#line, this.#words] = saved;
  }

  /** Goes to the next line that is not empty; false at the end of the file. */
  #nextLine(): boolean {
    while (this.#at < this.#lines.length) {
      const line = this.#at + 1;
      let text = this.#lines[this.#at++]!;
      while (text.endsWith("\\") && this.#at < this.#lines.length) {
        text = text.slice(0, -1) + this.#lines[this.#at++]!;
      }
      this.#line = { text, file: this.#file, line, next: this.#at + 1 };
      if (/^\s*(?:#|$)/.test(text) || this.#assignment(text)) continue;
      const tokens = tokenize(
        this.#line,
        (macro, where, column) => this.#macros.expand(macro, where, column),
      );
      this.#words = new LineParser(this.#line, tokens, this.#symbols);
      if (tokens.length > 0) return true;
    }
    return false;
  }

  #assignment(text: string): boolean {
    const match = /^\s*([A-Za-z0-9_$()-]+)\s*(=|:=|\+=)\s*(.*?)\s*$/.exec(text);
    if (!match) return false;
    const name = this.#macros.expand(match[1]!, this.#line, 1);
    this.#macros.assign(name, match[2]!, match[3]!, this.#line);
    return true;
  }

  #location(): Location {
    const column = this.#words.tokens[0]?.column ?? 1;
    return { file: this.#file, line: this.#line.line, column };
  }

  #parseBlock(parent: MenuNode, end: string | undefined): void {
    const opened = parent.location;
    while (this.#nextLine()) {
      const first = this.#words.next("a statement");
      const keyword = first.kind === "word" ? first.text : "";
      if (keyword === end) return this.#words.endOfLine();
      switch (keyword) {
        case "config":
        case "menuconfig":
          this.#parseSymbol(parent, keyword === "menuconfig");
          break;
        case "choice":
          this.#parseChoice(parent);
          break;
        case "menu":
        case "if":
          this.#parseContainer(parent, keyword);
          break;
        case "comment": {
          const node = this.#node("comment", parent);
          node.prompt = { text: this.#words.string(), condition: YES };
          this.#words.endOfLine();
          this.#parseProperties(node);
          break;
        }
        case "mainmenu":
          this.#title = this.#words.string();
          this.#words.endOfLine();
          break;
        case "source":
        case "rsource":
        case "osource":
        case "orsource":
          this.#parseSource(parent, keyword);
          break;
        default: {
          if (["endmenu", "endif", "endchoice"].includes(keyword)) {
            throw nothingToEnd(this.#words.place(first), keyword);
          }
          throw unknownStatement(this.#words.place(first), first.text, STATEMENTS);
        }
      }
    }
    if (end !== undefined) throw missingEnd(opened, end);
  }

  #node(item: MenuNode["item"], parent: MenuNode): MenuNode {
    const node = new MenuNode(item, this.#location());
    parent.children.push(node);
    return node;
  }

  #parseSymbol(parent: MenuNode, menuconfig: boolean): void {
    const symbol = this.#words.symbol();
    this.#words.endOfLine();
    const node = this.#node(symbol, parent);
    node.menuconfig = menuconfig;
    symbol.nodes.push(node);
    this.#parseProperties(node);
    if (menuconfig && !node.prompt) throw menuconfigWithoutPrompt(node.location, symbol.name);
  }

  #parseChoice(parent: MenuNode): void {
    const name = this.#words.peek()?.kind === "word" ? this.#words.next("a name").text : undefined;
    this.#words.endOfLine();
    let choice = name === undefined ? undefined : this.#named.get(name);
    if (!choice) {
      choice = new Choice(name);
      this.#choices.push(choice);
      if (name !== undefined) this.#named.set(name, choice);
    }
    const node = this.#node(choice, parent);
    node.menuconfig = true;
    choice.nodes.push(node);
    this.#parseProperties(node);
    this.#parseBlock(node, "endchoice");
  }

  #parseContainer(parent: MenuNode, kind: "menu" | "if"): void {
    const node = this.#node(kind, parent);
    if (kind === "menu") {
      node.prompt = { text: this.#words.string(), condition: YES };
      node.menuconfig = true;
      this.#words.endOfLine();
      this.#parseProperties(node);
    } else {
      node.dependency = this.#words.expression();
      this.#words.endOfLine();
    }
    this.#parseBlock(node, `end${kind}`);
  }

  #parseSource(parent: MenuNode, keyword: string): void {
    const token = this.#words.peek();
    const named = this.#expandVariables(this.#words.string());
    this.#words.endOfLine();
    const place = placeIn(this.#line, token?.column ?? 1);
    const relative = keyword.includes("rsource");
    const bases = relative
      ? [dirname(this.#file)]
      : [this.options.base, dirname(this.options.path)];
    const patterns = isAbsolute(named) ? [named] : bases.map((base) => join(base, named));
    const files = patterns.map((pattern) => this.options.files.find(pattern))
      .find((found) => found.length > 0) ?? [];
    if (files.length === 0 && !keyword.startsWith("o")) {
      throw sourceNotFound(place, keyword, named, patterns[0]!);
    }
    for (const path of files) {
      if (this.#chain.includes(path)) {
        const cycle = [...this.#chain.slice(this.#chain.indexOf(path)), path];
        throw recursiveSource(place, keyword, cycle);
      }
      const text = this.options.files.read(path);
      if (text === undefined) throw unreadableSource(place, path);
      this.#parseFile(path, text, parent);
    }
  }

  /** `$NAME` and `${NAME}`, the older way to name a variable of the environment. */
  #expandVariables(text: string): string {
    return text.replace(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (whole, braced, bare) => this.options.env[braced ?? bare] ?? whole,
    );
  }

  #parseProperties(node: MenuNode): void {
    const { item } = node;
    const typed = item instanceof KconfigSymbol || item instanceof Choice ? item : undefined;
    while (true) {
      const before = this.#at;
      if (!this.#nextLine()) return;
      const first = this.#words.tokens[0]!;
      const keyword = first.kind === "word" ? first.text.replace(/^---help---$/, "help") : "";
      if (STATEMENTS.includes(keyword)) {
        this.#at = before;
        return;
      }
      this.#words.next("a property");
      if (keyword.endsWith("tristate")) {
        throw tristateRefused(this.#words.place(first), keyword);
      }
      if (TYPES.includes(keyword) && typed) {
        this.#setType(typed, keyword as SymbolType, first);
        if (this.#words.peek()) this.#parsePrompt(node);
      } else if (
        keyword.startsWith("def_") && item instanceof KconfigSymbol && PROPERTIES.includes(keyword)
      ) {
        this.#setType(item, keyword.slice("def_".length) as SymbolType, first);
        node.defaults.push({ value: this.#words.expression(), condition: this.#words.condition() });
      } else {
        this.#parseProperty(node, keyword, first);
      }
      if (keyword !== "help") this.#words.endOfLine();
    }
  }

  #setType(item: KconfigSymbol | Choice, type: SymbolType, token: Token): void {
    if (item.type !== "unknown" && item.type !== type) {
      const name = item.name ?? "the choice";
      throw otherType(this.#words.place(token), name, item.type, type);
    }
    item.type = type;
  }

  #parsePrompt(node: MenuNode): void {
    const text = this.#words.string().trim();
    node.prompt = { text, condition: this.#words.condition() };
  }

  #parseProperty(node: MenuNode, keyword: string, first: Token): void {
    const { item } = node;
    const forSymbol = item instanceof KconfigSymbol;
    if (keyword === "prompt" && (forSymbol || item instanceof Choice)) {
      return this.#parsePrompt(node);
    }
    if (keyword === "depends") {
      this.#words.keyword("on");
      node.dependency = and(node.dependency, this.#words.expression());
      return;
    }
    if (keyword === "visible" && item === "menu") {
      this.#words.keyword("if");
      node.visibility = and(node.visibility, this.#words.expression());
      return;
    }
    if (keyword === "help") return this.#parseHelp(node);
    if (keyword === "default" && item instanceof Choice) {
      node.choiceDefaults.push({
        symbol: this.#words.symbol(),
        condition: this.#words.condition(),
      });
      return;
    }
    if (keyword === "optional" && item instanceof Choice) {
      item.optional = true;
      return;
    }
    if (!forSymbol || !PROPERTIES.includes(keyword)) {
      const owner = forSymbol ? undefined : item instanceof Choice ? "choice" : item;
      throw unknownProperty(this.#words.place(first), first.text, owner, PROPERTIES);
    }
    switch (keyword) {
      case "default":
        return void node.defaults.push({
          value: this.#words.expression(),
          condition: this.#words.condition(),
        });
      case "select":
      case "imply": {
        const target = this.#words.symbol();
        const list = keyword === "select" ? node.selects : node.implies;
        return void list.push({ target, condition: this.#words.condition() });
      }
      case "range": {
        const [low, high] = [this.#words.operand(), this.#words.operand()];
        return void node.ranges.push({ low, high, condition: this.#words.condition() });
      }
      case "option":
        return this.#parseOption(node, item);
    }
    throw misplacedProperty(this.#words.place(first), keyword);
  }

  #parseOption(node: MenuNode, symbol: KconfigSymbol): void {
    const option = this.#words.next("an option").text;
    if (option !== "env") {
      if (this.#words.peek()?.text === "=") this.#words.skipRest();
      return;
    }
    this.#words.keyword("=");
    const name = this.#words.string();
    symbol.environment = name;
    const value = this.options.env[name];
    if (value !== undefined) {
      const constant = { kind: "symbol", symbol: this.#symbols.constant(value) } as const;
      node.defaults.push({ value: constant, condition: YES });
    } else {
      this.#macros.warnings.push(
        `${symbol.name} has 'option env="${name}"', but the environment variable ${name} is not set`,
      );
    }
  }

  /** The text that is indented as far as its first line, or further. */
  #parseHelp(node: MenuNode): void {
    const expand = (line: string) => {
      let result = "";
      for (const character of line) {
        result += character === "\t" ? " ".repeat(8 - result.length % 8) : character;
      }
      return result;
    };
    while (this.#at < this.#lines.length && this.#lines[this.#at]!.trim() === "") this.#at++;
    const indent = /^ */.exec(expand(this.#lines[this.#at] ?? ""))![0].length;
    const help: string[] = [];
    for (; indent > 0 && this.#at < this.#lines.length; this.#at++) {
      const line = expand(this.#lines[this.#at]!);
      if (line.trim() !== "" && /^ */.exec(line)![0].length < indent) break;
      help.push(line.slice(indent));
    }
    node.help = help.join("\n").trimEnd();
  }
}
