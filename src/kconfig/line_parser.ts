import type { Location } from "../base/problem.ts";
import { expected, extraText, unexpected } from "./errors.ts";
import { type LogicalLine, placeIn, type Token } from "./lexer.ts";
import { type Expression, KconfigSymbol, type Operator, YES } from "./model.ts";

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

  constructor(
    private readonly line: LogicalLine,
    readonly tokens: readonly Token[],
    private readonly symbols: SymbolTable,
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
    // kconfig takes an unquoted word here, too, and warns.
    if (token.kind === "operator") throw expected(this.place(token), "a string");
    return token.text;
  }

  endOfLine(): void {
    const token = this.peek();
    if (token) throw extraText(this.place(token), token.text);
  }

  symbol(): KconfigSymbol {
    const token = this.next("the name of a symbol");
    if (token.kind !== "word") throw expected(this.place(token), "the name of a symbol");
    return this.symbols.lookUp(token.text);
  }

  operand(): KconfigSymbol {
    const token = this.next("a symbol or a value");
    if (token.kind === "operator") throw expected(this.place(token), "a symbol or a value");
    return token.kind === "string"
      ? this.symbols.constant(token.text)
      : this.symbols.lookUp(token.text);
  }

  /** `if EXPRESSION`, or nothing. */
  condition(): Expression {
    if (this.peek()?.text !== "if") return YES;
    this.#at++;
    return this.expression();
  }

  expression(): Expression {
    const left = this.#conjunction();
    if (this.peek()?.text !== "||") return left;
    this.#at++;
    return { kind: "or", left, right: this.expression() };
  }

  #conjunction(): Expression {
    const left = this.#factor();
    if (this.peek()?.text !== "&&") return left;
    this.#at++;
    return { kind: "and", left, right: this.#conjunction() };
  }

  #factor(): Expression {
    const token = this.next("an expression");
    if (token.kind === "operator") {
      if (token.text === "!") return { kind: "not", operand: this.#factor() };
      if (token.text !== "(") throw unexpected(this.place(token), token.text);
      const inner = this.expression();
      this.keyword(")");
      return inner;
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
    return { kind: "symbol", symbol };
  }
}
