import type { Location } from "../base/problem.ts";

export type SymbolType = "unknown" | "bool" | "string" | "int" | "hex";
export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** A condition or a value, as it is written in a Kconfig file. */
export type Expression =
  | { readonly kind: "symbol"; readonly symbol: KconfigSymbol }
  /** The mode of a choice: an upper limit for the symbols in it. */
  | { readonly kind: "choice"; readonly choice: Choice }
  | { readonly kind: "not"; readonly operand: Expression }
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | {
    readonly kind: "compare";
    readonly operator: Operator;
    readonly left: KconfigSymbol;
    readonly right: KconfigSymbol;
  }
  | { readonly kind: "constant"; readonly value: 0 | 2 };

export const YES: Expression = { kind: "constant", value: 2 };
export const NO: Expression = { kind: "constant", value: 0 };

export function and(left: Expression, right: Expression): Expression {
  const [a, b] = [constantValue(left), constantValue(right)];
  if (a === 0 || b === 0) return NO;
  if (a === 2) return right;
  return b === 2 ? left : { kind: "and", left, right };
}

export function or(left: Expression, right: Expression): Expression {
  const [a, b] = [constantValue(left), constantValue(right)];
  if (a === 2 || b === 2) return YES;
  if (a === 0) return right;
  return b === 0 ? left : { kind: "or", left, right };
}

/** What a bare y or n is; what they decide depends on nothing else, and makes no loop. */
function constantValue(expression: Expression): 0 | 2 | undefined {
  if (expression.kind === "constant") return expression.value;
  if (expression.kind !== "symbol" || !expression.symbol.constant) return undefined;
  const { name } = expression.symbol;
  return name === "y" ? 2 : name === "n" ? 0 : undefined;
}

export interface Default {
  readonly value: Expression;
  condition: Expression;
}

export interface Range {
  readonly low: KconfigSymbol;
  readonly high: KconfigSymbol;
  condition: Expression;
}

/** `select` or `imply`. */
export interface Force {
  readonly target: KconfigSymbol;
  condition: Expression;
}

/** A configuration variable; also a name that is used without a definition, or a quoted text. */
export class KconfigSymbol {
  type: SymbolType = "unknown";
  /** It is a bool only as long as there are no modules. */
  tristate = false;
  readonly nodes: MenuNode[] = [];
  readonly defaults: Default[] = [];
  readonly ranges: Range[] = [];
  /** What its definitions depend on. */
  directDependency: Expression = NO;
  /** Symbols that select it. */
  reverseDependency: Expression = NO;
  /** Symbols that imply it. */
  weakReverseDependency: Expression = NO;
  choice: Choice | undefined;
  /** Variable of the environment that gives the value (`option env`). */
  environment: string | undefined;

  /** @param constant the name is a quoted text, or y, n or m, and its own value */
  constructor(readonly name: string, readonly constant: boolean) {}
}

/** A group of symbols of which one is y. */
export class Choice {
  type: SymbolType = "unknown";
  /** As of a symbol. */
  tristate = false;
  optional = false;
  readonly nodes: MenuNode[] = [];
  readonly defaults: { readonly symbol: KconfigSymbol; condition: Expression }[] = [];
  readonly symbols: KconfigSymbol[] = [];

  constructor(readonly name: string | undefined) {}
}

/** One entry of the menu tree; a symbol that is defined twice has two. */
export class MenuNode {
  prompt: { readonly text: string; condition: Expression } | undefined;
  dependency: Expression = YES;
  /** `visible if` of a menu. */
  visibility: Expression = YES;
  help: string | undefined;
  menuconfig = false;
  children: MenuNode[] = [];
  readonly defaults: Default[] = [];
  readonly choiceDefaults: { readonly symbol: KconfigSymbol; condition: Expression }[] = [];
  readonly ranges: Range[] = [];
  readonly selects: Force[] = [];
  readonly implies: Force[] = [];

  constructor(
    readonly item: KconfigSymbol | Choice | "menu" | "comment" | "if",
    readonly location: Location,
  ) {}
}

/** A whole Kconfig tree. */
export interface Kconfig {
  readonly title: string;
  readonly root: MenuNode;
  /** Symbols in the order they are first named. */
  readonly symbols: ReadonlyMap<string, KconfigSymbol>;
  readonly choices: readonly Choice[];
  readonly warnings: readonly string[];
}

/**
 * The operands of an `and` or `or`, those of operands of the same kind in their place: a
 * symbol that thousands select has an expression thousands of levels deep.
 */
export function operandsOf({ kind, ...pair }: Joined): Expression[] {
  const operands: Expression[] = [];
  const rest: Expression[] = [pair.right, pair.left];
  for (let next = rest.pop(); next; next = rest.pop()) {
    if (next.kind === kind) rest.push(next.right, next.left);
    else operands.push(next);
  }
  return operands;
}

type Joined = Extract<Expression, { kind: "and" | "or" }>;

/** The symbols and choices that an expression looks at. */
export function* itemsOf(expression: Expression): Generator<KconfigSymbol | Choice> {
  switch (expression.kind) {
    case "symbol":
      return void (yield expression.symbol);
    case "choice":
      return void (yield expression.choice);
    case "not":
      return yield* itemsOf(expression.operand);
    case "and":
    case "or":
      for (const operand of operandsOf(expression)) yield* itemsOf(operand);
      return;
    case "compare":
      yield expression.left;
      yield expression.right;
  }
}
