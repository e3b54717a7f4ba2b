import type { UserError } from "../base/errors.ts";
import { errorAt, type LogicalLine, type Token } from "./lexer.ts";
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

  /** An error at a token, by default the next one. */
  error(message: string, token: Token | undefined = this.tokens[this.#at]): UserError {
    return errorAt(this.line, token?.column ?? this.line.text.trimEnd().length + 1, message);
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
    if (!token) throw this.error(`expected ${what}`);
    this.#at++;
    return token;
  }

  keyword(text: string): void {
    const token = this.next(`"${text}"`);
    if (token.text !== text) throw this.error(`expected "${text}"`, token);
  }

  string(): string {
    const token = this.next("a string");
    // kconfig takes an unquoted word here, too, and warns.
    if (token.kind === "operator") throw this.error("expected a string", token);
    return token.text;
  }

  endOfLine(): void {
    const token = this.peek();
    if (token) throw this.error(`extra text "${token.text}" at the end of the line`, token);
  }

  symbol(): KconfigSymbol {
    const token = this.next("the name of a symbol");
    if (token.kind !== "word") throw this.error("expected the name of a symbol", token);
    return this.symbols.lookUp(token.text);
  }

  operand(): KconfigSymbol {
    const token = this.next("a symbol or a value");
    if (token.kind === "operator") throw this.error("expected a symbol or a value", token);
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
      if (token.text !== "(") throw this.error(`unexpected "${token.text}"`, token);
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
