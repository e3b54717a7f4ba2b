import { dirname, isAbsolute, join } from "node:path";
import type { Environment } from "../base/command.ts";
import {
  kconfigNotFound,
  missingEnd,
  nothingToEnd,
  recursiveSource,
  sourceNotFound,
  sourceTooWide,
  tooMany,
  unknownStatement,
  unreadableSource,
} from "./errors.ts";
import { finalize } from "./finalize.ts";
import { type LineParser, SymbolTable } from "./line_parser.ts";
import { MOST_BLOCKS, MOST_SOURCES, MOST_TEXT } from "./limits.ts";
import { Macros } from "./macros.ts";
import { Choice, type Kconfig, MenuNode, YES } from "./model.ts";
import { nameAndPlace } from "./place.ts";
import { readProperties } from "./properties.ts";
import { StatementLines } from "./statement_lines.ts";

/** The files that `source` names. */
export interface KconfigFiles {
  /** The text of a file; undefined where none is. */
  read(path: string): string | undefined;
  /** The files that a pattern matches, sorted; undefined where too many directories may have some. */
  find(pattern: string): string[] | undefined;
}

export interface KconfigOptions {
  /** The main file, absolute. */
  readonly path: string;
  /** Where `source` is looked for first: $srctree, or the current directory. */
  readonly base: string;
  readonly env: Environment;
  readonly files: KconfigFiles;
}

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

/** Reads a Kconfig file and all that it sources. @throws UserError with the place of what is wrong */
export function parseKconfig(options: KconfigOptions): Kconfig {
  return new Parser(options).parse();
}

/** A file that is being read, and those that sourced it. */
interface OpenFile {
  readonly lines: StatementLines;
  /** Paths from the main file to this one. */
  readonly chain: readonly string[];
}

class Parser {
  readonly #symbols = new SymbolTable();
  readonly #choices: Choice[] = [];
  readonly #named = new Map<string, Choice>();
  readonly #macros: Macros;
  #title = "Main menu";
  #blocks = 0;
  #sources = 0;
  #text = 0;

  constructor(private readonly options: KconfigOptions) {
    this.#macros = new Macros(options.env);
  }

  parse(): Kconfig {
    const { path } = this.options;
    const root = new MenuNode("menu", { file: path, line: 1, column: 1 });
    const text = this.options.files.read(path);
    if (text === undefined) throw kconfigNotFound(path);
    this.#parseFile(path, text, root, []);
    root.prompt = { text: this.#title, condition: YES };
    const warnings = finalize(root, [...this.#symbols.all.values()], this.#choices);
    return {
      title: this.#title,
      root,
      symbols: this.#symbols.all,
      choices: this.#choices,
      warnings: [...this.#macros.warnings, ...warnings],
    };
  }

  #parseFile(path: string, text: string, parent: MenuNode, chain: readonly string[]): void {
    this.#text += text.length;
    const start = { file: path, line: 1, column: 1 };
    if (this.#text > MOST_TEXT) throw tooMany(start, "characters in all files", MOST_TEXT);
    const lines = new StatementLines(path, text, this.#macros, this.#symbols);
    this.#parseBlock({ lines, chain: [...chain, path] }, parent, undefined);
  }

  #parseBlock(file: OpenFile, parent: MenuNode, end: string | undefined): void {
    if (++this.#blocks > MOST_BLOCKS) {
      throw tooMany(parent.location, "levels of blocks", MOST_BLOCKS);
    }
    this.#parseStatements(file, parent, end);
    this.#blocks--;
  }

  #parseStatements(file: OpenFile, parent: MenuNode, end: string | undefined): void {
    for (let words = file.lines.next(); words; words = file.lines.next()) {
      const first = words.next("a statement");
      const keyword = first.kind === "word" ? first.text : "";
      if (keyword === end) return words.endOfLine();
      switch (keyword) {
        case "config":
        case "menuconfig":
          this.#parseSymbol(file, words, parent, keyword === "menuconfig");
          break;
        case "choice":
          this.#parseChoice(file, words, parent);
          break;
        case "menu":
        case "if":
          this.#parseContainer(file, words, parent, keyword);
          break;
        case "comment": {
          const node = this.#node("comment", parent, words);
          node.prompt = { text: words.string(), condition: YES };
          words.endOfLine();
          this.#readProperties(file, node);
          break;
        }
        case "mainmenu":
          this.#title = words.string();
          words.endOfLine();
          break;
        case "source":
        case "rsource":
        case "osource":
        case "orsource":
          this.#parseSource(file, words, parent, keyword);
          break;
        default: {
          const place = words.place(first);
          throw ["endmenu", "endif", "endchoice"].includes(keyword)
            ? nothingToEnd(place, keyword)
            : unknownStatement(place, first.text, STATEMENTS);
        }
      }
    }
    if (end !== undefined) throw missingEnd(parent.location, end);
  }

  #node(item: MenuNode["item"], parent: MenuNode, words: LineParser): MenuNode {
    const node = new MenuNode(item, words.place(words.tokens[0]));
    parent.children.push(node);
    return node;
  }

  #readProperties(file: OpenFile, node: MenuNode): void {
    readProperties(node, file.lines, STATEMENTS, {
      symbols: this.#symbols,
      env: this.options.env,
      warnings: this.#macros.warnings,
    });
  }

  #parseSymbol(file: OpenFile, words: LineParser, parent: MenuNode, menuconfig: boolean): void {
    const symbol = words.symbol();
    words.endOfLine();
    const node = this.#node(symbol, parent, words);
    node.menuconfig = menuconfig;
    symbol.nodes.push(node);
    this.#readProperties(file, node);
    if (menuconfig && !node.prompt) {
      const named = nameAndPlace(symbol);
      this.#macros.warnings.push(`warning: the menuconfig symbol ${named} has no prompt`);
    }
  }

  #parseChoice(file: OpenFile, words: LineParser, parent: MenuNode): void {
    const name = words.peek()?.kind === "word" ? words.next("a name").text : undefined;
    words.endOfLine();
    let choice = name === undefined ? undefined : this.#named.get(name);
    if (!choice) {
      choice = new Choice(name);
      this.#choices.push(choice);
      if (name !== undefined) this.#named.set(name, choice);
    }
    const node = this.#node(choice, parent, words);
    node.menuconfig = true;
    choice.nodes.push(node);
    this.#readProperties(file, node);
    this.#parseBlock(file, node, "endchoice");
  }

  #parseContainer(
    file: OpenFile,
    words: LineParser,
    parent: MenuNode,
    kind: "menu" | "if",
  ): void {
    const node = this.#node(kind, parent, words);
    if (kind === "menu") {
      node.prompt = { text: words.string(), condition: YES };
      node.menuconfig = true;
      words.endOfLine();
      this.#readProperties(file, node);
    } else {
      node.dependency = words.condition();
      words.endOfLine();
    }
    this.#parseBlock(file, node, `end${kind}`);
  }

  #parseSource(
    { lines, chain }: OpenFile,
    words: LineParser,
    parent: MenuNode,
    keyword: string,
  ): void {
    const place = words.place();
    const named = words.string();
    words.endOfLine();
    const bases = keyword.includes("rsource")
      ? [dirname(lines.file)]
      : [this.options.base, dirname(this.options.path)];
    const patterns = isAbsolute(named) ? [named] : bases.map((base) => join(base, named));
    const paths = patterns.map((pattern) => {
      const found = this.options.files.find(pattern);
      if (!found) throw sourceTooWide(place, keyword, named);
      return found;
    }).find((found) => found.length > 0) ?? [];
    if (paths.length === 0 && !keyword.startsWith("o")) {
      throw sourceNotFound(place, keyword, named, patterns[0]!);
    }
    for (const path of paths) {
      if (chain.includes(path)) {
        throw recursiveSource(place, keyword, [...chain.slice(chain.indexOf(path)), path]);
      }
      if (++this.#sources > MOST_SOURCES) throw tooMany(place, "sourced files", MOST_SOURCES);
      const text = this.options.files.read(path);
      if (text === undefined) throw unreadableSource(place, path);
      this.#parseFile(path, text, parent, chain);
    }
  }
}
