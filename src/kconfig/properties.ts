import type { Environment } from "../base/command.ts";
import { misplacedProperty, otherType, tristateRefused, unknownProperty } from "./errors.ts";
import type { Token } from "./lexer.ts";
import type { LineParser, SymbolTable } from "./line_parser.ts";
import { and, Choice, KconfigSymbol, type MenuNode, type SymbolType, YES } from "./model.ts";
import type { StatementLines } from "./statement_lines.ts";

const TYPES = ["bool", "string", "int", "hex"];
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
      node.help = lines.help();
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
  if (keyword.endsWith("tristate")) throw tristateRefused(words.place(first), keyword);
  if (TYPES.includes(keyword) && typed) {
    setType(typed, keyword as SymbolType, first, words);
    if (words.peek()) readPrompt(node, words);
  } else if (keyword.startsWith("def_") && symbol && PROPERTIES.includes(keyword)) {
    setType(symbol, keyword.slice("def_".length) as SymbolType, first, words);
    node.defaults.push({ value: words.expression(), condition: words.condition() });
  } else if (keyword === "prompt" && typed) {
    readPrompt(node, words);
  } else if (keyword === "depends") {
    words.keyword("on");
    node.dependency = and(node.dependency, words.expression());
  } else if (keyword === "visible" && item === "menu") {
    words.keyword("if");
    node.visibility = and(node.visibility, words.expression());
  } else if (keyword === "default" && choice) {
    node.choiceDefaults.push({ symbol: words.symbol(), condition: words.condition() });
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
      node.defaults.push({ value: words.expression(), condition: words.condition() });
      return;
    case "select":
      node.selects.push({ target: words.symbol(), condition: words.condition() });
      return;
    case "imply":
      node.implies.push({ target: words.symbol(), condition: words.condition() });
      return;
    case "range":
      node.ranges.push({
        low: words.operand(),
        high: words.operand(),
        condition: words.condition(),
      });
      return;
    case "option":
      return readOption(node, symbol, words, context);
  }
  throw misplacedProperty(words.place(first), keyword);
}

function setType(
  item: KconfigSymbol | Choice,
  type: SymbolType,
  token: Token,
  words: LineParser,
): void {
  if (item.type !== "unknown" && item.type !== type) {
    throw otherType(words.place(token), item.name ?? "the choice", item.type, type);
  }
  item.type = type;
}

function readPrompt(node: MenuNode, words: LineParser): void {
  const text = words.string().trim();
  node.prompt = { text, condition: words.condition() };
}

function readOption(
  node: MenuNode,
  symbol: KconfigSymbol,
  words: LineParser,
  { symbols, env, warnings }: PropertyContext,
): void {
  if (words.next("an option").text !== "env") {
    if (words.peek()?.text === "=") words.skipRest();
    return;
  }
  words.keyword("=");
  const name = words.string();
  symbol.environment = name;
  const value = env[name];
  if (value === undefined) {
    warnings.push(
      `${symbol.name} has 'option env="${name}"', but the environment variable ${name} is not set`,
    );
    return;
  }
  const constant = { kind: "symbol", symbol: symbols.constant(value) } as const;
  node.defaults.push({ value: constant, condition: YES });
}
