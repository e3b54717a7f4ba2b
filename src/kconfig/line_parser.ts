import type { Location } from "../base/problem.ts";
import { expected, extraText, tooMany, unexpected } from "./errors.ts";
import { type LogicalLine, placeIn, type Token } from "./lexer.ts";
import { MOST_NESTED, MOST_OPERANDS } from "./limits.ts";
import { and, type Expression, KconfigSymbol, type Operator, YES } from "./model.ts";

/** The symbols that have been named so far. */
export class SymbolTable {
  readonly all = new Map<string, KconfigSymbol>();
  readonly #constants = new Map<string, KconfigSymbol>();

  lookUp(name: string): KconfigSymbol {
    if (["y", "n", "m"].includes(name)) return this.constant(name);
    const known = this.all.get(name);
    if (known) return known;
    const symbol = new KconfigSymbol(name, false);
    this.all.set(name, symbol);
    return symbol;
  }

  constant(text: string): KconfigSymbol {
    const known = this.#constants.get(text);
    if (known) return known;
    const symbol = new KconfigSymbol(text, true);
    symbol.type = ["y", "n", "m"].includes(text) ? "bool" : "unknown";
    this.#constants.set(text, symbol);
    return symbol;
  }
}

/** Reads the tokens of one line from left to right. */
export class LineParser {
  #at = 0;
  #nested = 0;
  #operands = 0;
  #conditional = false;

  constructor(
    private readonly line: LogicalLine,
    readonly tokens: readonly Token[],
    private readonly symbols: SymbolTable,
    private readonly warnings: string[],
  ) {}

  /** The place of a token, by default of the next one; after the last, the end of the line. */
  place(token: Token | undefined = this.tokens[this.#at]): Location {
    return placeIn(this.line, token?.column ?? this.line.text.trimEnd().length + 1);
  }

  /** Nothing more of this line counts. */
  skipRest(): void {
    this.#at = this.tokens.length;
  }

  peek(): Token | undefined {
    return this.tokens[this.#at];
  }

  next(what: string): Token {
    const token = this.tokens[this.#at];
    if (!token) throw expected(this.place(), what);
    this.#at++;
    return token;
  }

  keyword(text: string): void {
    const token = this.next(`"${text}"`);
    if (token.text !== text) throw expected(this.place(token), `"${text}"`);
  }

  string(): string {
    const token = this.next("a string");
    if (token.kind === "operator") throw expected(this.place(token), "a string");
    if (token.kind === "word") {
      const { file, line, text } = this.line;
      const style = `style: quotes recommended around '${token.text}' in '${text.trim()}'`;
      this.warnings.push(`${file}:${line}: warning: ${style}`);
    }
    return token.text;
  }

  endOfLine(): void {
    const token = this.peek();
    if (token) throw extraText(this.place(token), token.text);
  }

  symbol(): KconfigSymbol {
    const token = this.next("the name of a symbol");
    if (token.kind !== "word") throw expected(this.place(token), "the name of a symbol");
    const symbol = this.symbols.lookUp(token.text);
    if (symbol.constant) throw expected(this.place(token), "the name of a symbol");
    return symbol;
  }

  operand(): KconfigSymbol {
    const token = this.next("a symbol or a value");
    if (token.kind === "operator") throw expected(this.place(token), "a symbol or a value");
    return token.kind === "string"
      ? this.symbols.constant(token.text)
      : this.symbols.lookUp(token.text);
  }

  /** `if EXPRESSION`, or nothing. */
  ifCondition(): Expression {
    if (this.peek()?.text !== "if") return YES;
    this.#at++;
    return this.condition();
  }

  /** An expression that is a condition: a bare m in it is n without MODULES. */
  condition(): Expression {
    this.#conditional = true;
    const expression = this.expression();
    this.#conditional = false;
    return expression;
  }

  expression(): Expression {
    return this.#joined("or", "||", () => this.#joined("and", "&&", () => this.#factor()));
  }

  /** Operands with the same operator between them. */
  #joined(kind: "and" | "or", operator: string, operand: () => Expression): Expression {
    const operands = [operand()];
    for (; this.peek()?.text === operator; operands.push(operand())) this.#at++;
    return operands.reduceRight((right, left) => ({ kind, left, right }));
  }

  #factor(): Expression {
    const token = this.next("an expression");
    if (token.kind === "operator") {
      if (token.text !== "!" && token.text !== "(") throw unexpected(this.place(token), token.text);
      if (++this.#nested > MOST_NESTED) {
        throw tooMany(this.place(token), "levels of parentheses", MOST_NESTED);
      }
      const inner = token.text === "(" ? this.expression() : this.#factor();
      this.#nested--;
      if (token.text === "!") return { kind: "not", operand: inner };
      this.keyword(")");
      return inner;
    }
    if (++this.#operands > MOST_OPERANDS) {
      throw tooMany(this.place(token), "symbols in one expression", MOST_OPERANDS);
    }
    this.#at--;
    const symbol = this.operand();
    const operator = this.peek();
    if (
      operator?.kind === "operator" && ["=", "!=", "<", "<=", ">", ">="].includes(operator.text)
    ) {
      this.#at++;
      const compared = { left: symbol, right: this.operand() };
      return { kind: "compare", operator: operator.text as Operator, ...compared };
    }
    const value: Expression = { kind: "symbol", symbol };
    if (!this.#conditional || !symbol.constant || symbol.name !== "m") return value;
    return and(value, { kind: "symbol", symbol: this.symbols.lookUp("MODULES") });
  }
}
