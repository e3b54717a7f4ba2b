import type { Environment } from "../base/command.ts";
import { misplacedProperty, unknownOption, unknownProperty } from "./errors.ts";
import type { Token } from "./lexer.ts";
import type { LineParser, SymbolTable } from "./line_parser.ts";
import { and, Choice, KconfigSymbol, type MenuNode, type SymbolType, YES } from "./model.ts";
import { nameAndPlace } from "./place.ts";
import type { StatementLines } from "./statement_lines.ts";

/** Without modules a tristate is a bool. */
const TYPES: Readonly<Record<string, SymbolType>> = {
  bool: "bool",
  boolean: "bool",
  tristate: "bool",
  string: "string",
  int: "int",
  hex: "hex",
};
/** Options that change nothing here. */
const IGNORED_OPTIONS = ["modules", "defconfig_list", "allnoconfig_y"];
const PROPERTIES = [
  ...Object.keys(TYPES),
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

/** What properties refer to, and where warnings about them go. */
export interface PropertyContext {
  readonly symbols: SymbolTable;
  readonly env: Environment;
  readonly warnings: string[];
}

/**
 * Reads the lines below the first one of an entry, up to the next statement.
 * @param statements keywords that begin a statement
 * @throws UserError for what cannot stand there
 */
export function readProperties(
  node: MenuNode,
  lines: StatementLines,
  statements: readonly string[],
  context: PropertyContext,
): void {
  for (let words = lines.next(); words; words = lines.next()) {
    const first = words.tokens[0]!;
    const keyword = first.kind === "word" ? first.text.replace(/^---help---$/, "help") : "";
    if (statements.includes(keyword)) return lines.back();
    words.next("a property");
    if (keyword === "help") {
      const warn = (text: string) => {
        if (typeof node.item !== "string") {
          context.warnings.push(`warning: ${nameAndPlace(node.item)} ${text}`);
        }
      };
      if (node.help !== undefined) {
        warn("defined with more than one help text -- only the last one will be used");
      }
      node.help = lines.help();
      if (node.help === "") warn("has 'help' but empty help text");
      continue;
    }
    readProperty(node, keyword, first, words, context);
    words.endOfLine();
  }
}

function readProperty(
  node: MenuNode,
  keyword: string,
  first: Token,
  words: LineParser,
  context: PropertyContext,
): void {
  const { item } = node;
  const symbol = item instanceof KconfigSymbol ? item : undefined;
  const choice = item instanceof Choice ? item : undefined;
  const typed = symbol ?? choice;
  if (Object.hasOwn(TYPES, keyword) && typed) {
    setType(typed, keyword, context);
    if (words.peek()) readPrompt(node, typed, words, context);
  } else if (keyword.startsWith("def_") && symbol && PROPERTIES.includes(keyword)) {
    setType(symbol, keyword.slice("def_".length), context);
    node.defaults.push({ value: words.expression(), condition: words.ifCondition() });
  } else if (keyword === "prompt" && typed) {
    readPrompt(node, typed, words, context);
  } else if (keyword === "depends") {
    words.keyword("on");
    node.dependency = and(node.dependency, words.condition());
  } else if (keyword === "visible" && item === "menu") {
    words.keyword("if");
    node.visibility = and(node.visibility, words.condition());
  } else if (keyword === "default" && choice) {
    node.choiceDefaults.push({ symbol: words.operand(), condition: words.ifCondition() });
  } else if (keyword === "optional" && choice) {
    choice.optional = true;
  } else if (symbol && PROPERTIES.includes(keyword)) {
    readSymbolProperty(node, symbol, keyword, first, words, context);
  } else {
    const owner = symbol ? undefined : choice ? "choice" : String(item);
    throw unknownProperty(words.place(first), first.text, owner, PROPERTIES);
  }
}

function readSymbolProperty(
  node: MenuNode,
  symbol: KconfigSymbol,
  keyword: string,
  first: Token,
  words: LineParser,
  context: PropertyContext,
): void {
  switch (keyword) {
    case "default":
      node.defaults.push({ value: words.expression(), condition: words.ifCondition() });
      return;
    case "select":
      node.selects.push({ target: words.symbol(), condition: words.ifCondition() });
      return;
    case "imply":
      node.implies.push({ target: words.symbol(), condition: words.ifCondition() });
      return;
    case "range":
      node.ranges.push({
        low: words.operand(),
        high: words.operand(),
        condition: words.ifCondition(),
      });
      return;
    case "option":
      return readOption(node, symbol, words, context);
  }
  throw misplacedProperty(words.place(first), keyword);
}

function setType(
  item: KconfigSymbol | Choice,
  keyword: string,
  { warnings }: PropertyContext,
): void {
  const type = TYPES[keyword]!;
  const tristate = keyword === "tristate";
  if (item.type !== "unknown" && (item.type !== type || item.tristate !== tristate)) {
    warnings.push(
      `warning: ${nameAndPlace(item)} defined with multiple types, ${
        keyword.replace("boolean", "bool")
      } will be used`,
    );
  }
  item.type = type;
  item.tristate = tristate;
}

function readPrompt(
  node: MenuNode,
  item: KconfigSymbol | Choice,
  words: LineParser,
  { warnings }: PropertyContext,
): void {
  const warn = (text: string) => warnings.push(`warning: ${nameAndPlace(item)} ${text}`);
  if (node.prompt) warn("defined with multiple prompts in single location");
  const text = words.string();
  if (text !== text.trim()) warn("has leading or trailing whitespace in its prompt");
  node.prompt = { text: text.trim(), condition: words.ifCondition() };
}

function readOption(
  node: MenuNode,
  symbol: KconfigSymbol,
  words: LineParser,
  { symbols, env, warnings }: PropertyContext,
): void {
  const option = words.next("an option");
  const warn = (text: string) => {
    const { file, line } = words.place(option);
    warnings.push(`${file}:${line}: warning: ${text}`);
  };
  if (option.text === "modules" && symbol.name !== "MODULES") {
    warn("the 'modules' option is not supported. The symbol of modules is always MODULES.");
  }
  if (IGNORED_OPTIONS.includes(option.text)) return;
  if (option.text !== "env") {
    throw unknownOption(words.place(option), option.text, ["env", ...IGNORED_OPTIONS]);
  }
  words.keyword("=");
  const name = words.string();
  symbol.environment = name;
  const value = env[name];
  if (value === undefined) {
    warn(
      `${symbol.name} has 'option env="${name}"', but the environment variable ${name} is not set`,
    );
  } else {
    const constant = { kind: "symbol", symbol: symbols.constant(value) } as const;
    node.defaults.push({ value: constant, condition: YES });
  }
  if (name === symbol.name) return;
  warn(
    "Kconfiglib expands environment variables in strings directly, meaning you do not need " +
      `'option env=...' "bounce" symbols: rename ${symbol.name} to ${name}.`,
  );
}
