import { expressionText } from "./expression_text.ts";
import { Choice, type Expression, type Kconfig, type KconfigSymbol, operandsOf } from "./model.ts";
import { numberText, toNumber } from "./number.ts";
import { nameAndPlace } from "./place.ts";

/** n, m (only in comparisons of undefined names) and y, as kconfig counts them. */
export type Tristate = 0 | 1 | 2;

/**
 * The values of all symbols, for what the user has chosen so far: visibility, defaults,
 * choices, ranges and reverse dependencies as the kernel's kconfig computes them.
 */
export class Values {
  readonly #chosen = new Map<KconfigSymbol, string>();
  readonly #selections = new Map<Choice, KconfigSymbol>();
  /** Optional choices that are in use. */
  readonly #enabled = new Set<Choice>();
  #cache = new Map<unknown, unknown>();
  readonly #warnings = new Set<string>();

  constructor(private readonly kconfig: Kconfig) {}

  /** What was ignored or changed, in kconfiglib's words, which filters of logs know; each once. */
  get warnings(): string[] {
    for (const symbol of this.kconfig.symbols.values()) this.text(symbol);
    return [...this.#warnings];
  }

  /**
   * Chooses a value; whether it takes effect is decided by dependencies and ranges.
   * @returns why the text cannot be a value of the symbol; undefined if it can
   */
  choose(symbol: KconfigSymbol, text: string): string | undefined {
    const problem = invalid(symbol, text);
    if (problem) return problem;
    this.#cache = new Map();
    this.#warnings.clear();
    if (symbol.choice && symbol.type === "bool" && text === "y") {
      this.#selections.set(symbol.choice, symbol);
    } else this.#chosen.set(symbol, text);
    return undefined;
  }

  /** As `choose`; an optional choice is in use when one of its symbols is to be y. */
  chooseAlone(symbol: KconfigSymbol, text: string): string | undefined {
    if (symbol.choice?.optional && text === "y") this.setEnabled(symbol.choice, true);
    return this.choose(symbol, text);
  }

  /** Whether one of an optional choice's symbols is to be y. */
  setEnabled(choice: Choice, enabled: boolean): void {
    this.#cache = new Map();
    if (enabled) this.#enabled.add(choice);
    else this.#enabled.delete(choice);
  }

  /** The range that is in force for an int or hex symbol. */
  range(symbol: KconfigSymbol): readonly [low: bigint, high: bigint] | undefined {
    const range = symbol.ranges.find(({ condition }) => this.evaluate(condition));
    if (!range) return undefined;
    return [
      toNumber(this.text(range.low), symbol.type) ?? 0n,
      toNumber(this.text(range.high), symbol.type) ?? 0n,
    ];
  }

  /** Whether and how far the user can change the symbol: 0 or 2. */
  visibility(item: KconfigSymbol | Choice): Tristate {
    return this.#once(`v`, item, () => {
      let visible: Tristate = 0;
      for (const node of item.nodes) {
        if (node.prompt) visible = max(visible, this.evaluate(node.prompt.condition));
      }
      return visible === 1 ? 2 : visible;
    });
  }

  /** The value as text: y or n for bool. */
  text(symbol: KconfigSymbol): string {
    if (symbol.constant) return symbol.name;
    if (symbol.type === "unknown") return symbol.name;
    return this.#once("t", symbol, () => {
      if (symbol.type === "bool") return this.tristate(symbol) === 2 ? "y" : "n";
      if (symbol.type === "string") return this.#stringValue(symbol);
      return this.#numberValue(symbol);
    });
  }

  tristate(symbol: KconfigSymbol): Tristate {
    if (symbol.constant) return symbol.name === "y" ? 2 : symbol.name === "m" ? 1 : 0;
    if (symbol.type === "unknown") return 0;
    if (symbol.type !== "bool") {
      this.#warn(
        `The ${symbol.type} symbol ${nameAndPlace(symbol)} is being evaluated in a logical ` +
          "context somewhere. It will always evaluate to n.",
      );
      return 0;
    }
    return this.#once("b", symbol, () => this.#boolValue(symbol));
  }

  /** The symbol that is y in a choice; undefined if none is. */
  selection(choice: Choice): KconfigSymbol | undefined {
    return this.#once("s", choice, () => {
      if (this.mode(choice) < 2) return undefined;
      const chosen = this.#selections.get(choice);
      if (chosen && this.visibility(chosen)) return chosen;
      const preset = choice.defaults.find(({ symbol, condition }) =>
        this.evaluate(condition) && this.visibility(symbol)
      );
      return preset?.symbol ?? choice.symbols.find((symbol) => this.visibility(symbol));
    });
  }

  /** Whether one of the choice's symbols is y. An optional choice is n until it is enabled. */
  mode(choice: Choice): Tristate {
    return this.#once("m", choice, () => {
      const wanted: Tristate = choice.optional && !this.#enabled.has(choice) ? 0 : 2;
      const mode = min(wanted, this.visibility(choice));
      // kconfiglib: only the m of a bool is y, and a choice that is not bool selects nothing.
      return choice.type === "bool" ? mode : min(mode, 1);
    });
  }

  /** Whether the symbol cannot be changed though it is shown: others select it. */
  isPinned(symbol: KconfigSymbol): boolean {
    return symbol.type === "bool" && !symbol.choice && this.evaluate(symbol.reverseDependency) > 0;
  }

  evaluate(expression: Expression): Tristate {
    switch (expression.kind) {
      case "constant":
        return expression.value;
      case "symbol":
        return this.tristate(expression.symbol);
      case "choice":
        return this.mode(expression.choice);
      case "not":
        return 2 - this.evaluate(expression.operand) as Tristate;
      case "and": {
        let value: Tristate = 2;
        for (const operand of operandsOf(expression)) {
          value = min(value, this.evaluate(operand));
          if (value === 0) break;
        }
        return value;
      }
      case "or": {
        let value: Tristate = 0;
        for (const operand of operandsOf(expression)) {
          value = max(value, this.evaluate(operand));
          if (value === 2) break;
        }
        return value;
      }
      case "compare":
        return this.#compare(expression) ? 2 : 0;
    }
  }

  #once<T>(kind: string, item: KconfigSymbol | Choice, compute: () => T): T {
    let entry = this.#cache.get(item) as Map<string, unknown> | undefined;
    if (!entry) this.#cache.set(item, entry = new Map());
    if (!entry.has(kind)) entry.set(kind, compute());
    return entry.get(kind) as T;
  }

  #compare({ operator, left, right }: Extract<Expression, { kind: "compare" }>): boolean {
    const numbers = [left, right].map((symbol) =>
      symbol.type === "bool"
        ? BigInt(this.tristate(symbol))
        : toNumber(this.text(symbol), symbol.type)
    );
    const strings = left.type === "string" && right.type === "string";
    const [a, b] = strings || numbers.includes(undefined)
      ? [this.text(left), this.text(right)]
      : numbers as [bigint, bigint];
    const order = a! < b! ? -1 : a! > b! ? 1 : 0;
    switch (operator) {
      case "=":
        return order === 0;
      case "!=":
        return order !== 0;
      case "<":
        return order < 0;
      case "<=":
        return order <= 0;
      case ">":
        return order > 0;
      case ">=":
        return order >= 0;
    }
  }

  #boolValue(symbol: KconfigSymbol): Tristate {
    const visible = this.visibility(symbol);
    if (symbol.choice) {
      return visible === 2 && this.selection(symbol.choice) === symbol ? 2 : 0;
    }
    let value: Tristate = 0;
    const chosen = this.#chosen.get(symbol);
    if (visible && chosen !== undefined) value = min(chosen === "y" ? 2 : 0, visible);
    else {
      for (const { value: preset, condition } of symbol.defaults) {
        const limit = this.evaluate(condition);
        if (!limit) continue;
        value = min(this.evaluate(preset), limit);
        break;
      }
      const implied = this.evaluate(symbol.weakReverseDependency);
      if (implied && this.evaluate(symbol.directDependency)) value = max(implied, value);
    }
    const selected = this.evaluate(symbol.reverseDependency);
    if (selected) {
      if (this.evaluate(symbol.directDependency) < selected) this.#warnOfSelect(symbol, selected);
      value = max(selected, value);
    }
    return value === 1 ? 2 : value;
  }

  #stringValue(symbol: KconfigSymbol): string {
    const chosen = this.#chosen.get(symbol);
    if (this.visibility(symbol) && chosen !== undefined) return chosen;
    return this.#default(symbol) ?? "";
  }

  #default(symbol: KconfigSymbol): string | undefined {
    const found = symbol.defaults.find(({ condition }) => this.evaluate(condition));
    return found?.value.kind === "symbol" ? this.text(found.value.symbol) : undefined;
  }

  #numberValue(symbol: KconfigSymbol): string {
    const range = this.range(symbol);
    const shown = (value: bigint) => numberText(value, symbol.type);
    const limits = range ? `[${shown(range[0])}, ${shown(range[1])}]` : "";
    const outside = (value: bigint) => range && (value < range[0] || value > range[1]);
    const chosen = this.#chosen.get(symbol);
    if (this.visibility(symbol) && chosen !== undefined) {
      if (!outside(toNumber(chosen, symbol.type) ?? 0n)) return chosen;
      this.#warn(
        `user value ${chosen} on the ${symbol.type} symbol ${nameAndPlace(symbol)} ignored due ` +
          `to being outside the active range (${limits}) -- falling back on defaults`,
      );
    }
    const preset = this.#default(symbol);
    const value = preset === undefined ? 0n : toNumber(preset, symbol.type) ?? 0n;
    if (!range || !outside(value)) return preset ?? "";
    const clamped = shown(value < range[0] ? range[0] : range[1]);
    if (preset !== undefined) {
      this.#warn(
        `default value ${preset} on ${nameAndPlace(symbol)} clamped to ${clamped} due to being ` +
          `outside the active range (${limits})`,
      );
    }
    return clamped;
  }

  #warnOfSelect(symbol: KconfigSymbol, selected: Tristate): void {
    const { directDependency } = symbol;
    const met = this.evaluate(directDependency);
    const by = [...this.kconfig.symbols.values()].filter((other) =>
      other.nodes.some(({ selects }) =>
        selects.some(({ target, condition }) =>
          target === symbol && this.evaluate(condition) > met && this.tristate(other) > met
        )
      )
    ).map((other) => {
      const own = other.directDependency;
      return `\n - ${nameAndPlace(other)}, with value ${this.text(other)}, direct dependencies ` +
        `${expressionText(own)} (value: ${NAMES[this.evaluate(own)]})`;
    });
    this.#warn(
      `${nameAndPlace(symbol)} has direct dependencies ${expressionText(directDependency)} with ` +
        `value ${NAMES[met]}, but is currently being ${NAMES[selected]}-selected by the ` +
        `following symbols:${by.join("")}`,
    );
  }

  #warn(text: string): void {
    this.#warnings.add(`warning: ${text}`);
  }
}

const NAMES: Readonly<Record<Tristate, string>> = { 0: "n", 1: "m", 2: "y" };
const min = (a: Tristate, b: Tristate): Tristate => a < b ? a : b;
const max = (a: Tristate, b: Tristate): Tristate => a > b ? a : b;

/** What a user typed as a value: the 0x of a hexadecimal number may be left out. */
export function typedText(symbol: KconfigSymbol, text: string): string {
  return symbol.type === "hex" && /^[0-9a-f]+$/i.test(text) ? `0x${text}` : text;
}

/** Why a text cannot be a value of a symbol of its type; undefined if it can. */
function invalid(symbol: KconfigSymbol, text: string): string | undefined {
  const fail = (wanted: string) =>
    `the value "${text}" is invalid for ${symbol.name}, which has type ${symbol.type}: ${wanted}`;
  switch (symbol.type) {
    case "bool":
      return text === "y" || text === "n" ? undefined : fail("it is y or n");
    case "int":
      return toNumber(text, "int") !== undefined ? undefined : fail("it is a decimal number");
    case "hex": {
      const value = toNumber(text, "hex");
      return value !== undefined && value >= 0n ? undefined : fail("it is a hexadecimal number");
    }
    case "string":
      return undefined;
    case "unknown":
      return `${symbol.name} ${symbol.nodes.length > 0 ? "has no type" : "is not defined"}`;
  }
}
