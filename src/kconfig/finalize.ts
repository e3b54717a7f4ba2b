import { dependencyLoop, tooMany } from "./errors.ts";
import { MOST_DEPENDENT } from "./limits.ts";
import {
  and,
  Choice,
  type Expression,
  itemsOf,
  KconfigSymbol,
  type KconfigSymbol as Symbol,
  type MenuNode,
  operandsOf,
  or,
  YES,
} from "./model.ts";
import { checkSanity } from "./sanity.ts";

/**
 * Completes a parsed tree: dependencies of parents reach their children, properties of menu
 * nodes their symbols, symbols that depend on the one before them get below it.
 * @returns warnings
 * @throws UserError for dependency loops, or with all symbols that are wrong
 */
export function finalize(
  root: MenuNode,
  symbols: readonly Symbol[],
  choices: readonly Choice[],
): string[] {
  propagate(root, YES);
  root.children = finalizeList(root.children, YES);
  arrange(root);
  findLoops([...symbols, ...choices]);
  return checkSanity(symbols, choices);
}

function finalizeList(nodes: readonly MenuNode[], visibleIf: Expression): MenuNode[] {
  const rest = [...nodes];
  const done: MenuNode[] = [];
  while (rest.length > 0) {
    const node = rest.shift()!;
    finalizeNode(node, rest, visibleIf);
    done.push(node);
  }
  return done;
}

/** @param rest the nodes that follow: those that depend on a symbol become its children */
function finalizeNode(node: MenuNode, rest: MenuNode[], visibleIf: Expression): void {
  if (node.item instanceof KconfigSymbol) {
    addProperties(node, node.item);
    while (rest[0] && dependsOn(rest[0].prompt?.condition ?? rest[0].dependency, node.item)) {
      const child = rest.shift()!;
      finalizeNode(child, rest, visibleIf);
      node.children.push(child);
    }
  } else if (node.children.length > 0) {
    const visible = node.item === "menu" ? and(visibleIf, node.visibility) : visibleIf;
    propagate(node, visible);
    node.children = finalizeList(node.children, visible);
  }
  arrange(node);
  if (node.item instanceof Choice) finalizeChoice(node, node.item);
}

/** Children of what has no prompt of its own follow it; `if` has done its work. */
function arrange(node: MenuNode): void {
  const flatten = (child: MenuNode): MenuNode[] => {
    if (child.prompt || child.item instanceof Choice) return [child];
    const inner = child.children;
    child.children = [];
    return [child, ...inner.flatMap(flatten)];
  };
  node.children = node.children.flatMap(flatten).filter((child) => child.item !== "if");
}

/** Whether an expression is n when the symbol is. */
function dependsOn(expression: Expression, symbol: Symbol): boolean {
  switch (expression.kind) {
    case "symbol":
      return expression.symbol === symbol;
    case "and":
      return operandsOf(expression).some((operand) => dependsOn(operand, symbol));
    case "compare": {
      let [left, right] = [expression.left, expression.right];
      if (right === symbol) [left, right] = [right, left];
      const equality = expression.operator === "=" || expression.operator === "!=";
      if (left !== symbol || !right.constant || !equality) return false;
      // kconfiglib takes "!= y" for a dependency, too.
      return right.name === "y" || expression.operator === "=" && right.name === "m" ||
        expression.operator === "!=" && right.name === "n";
    }
    default:
      return false;
  }
}

function propagate(node: MenuNode, visibleIf: Expression): void {
  const base: Expression = node.item instanceof Choice
    ? { kind: "choice", choice: node.item }
    : node.dependency;
  for (const child of node.children) {
    child.dependency = and(child.dependency, base);
    const typed = child.item instanceof KconfigSymbol || child.item instanceof Choice;
    if (child.prompt) {
      const visible = typed ? and(visibleIf, child.dependency) : child.dependency;
      child.prompt.condition = and(child.prompt.condition, visible);
    }
    const conditional = [
      ...child.defaults,
      ...child.choiceDefaults,
      ...child.ranges,
      ...child.selects,
      ...child.implies,
    ];
    for (const part of conditional) part.condition = and(part.condition, child.dependency);
  }
}

function addProperties(node: MenuNode, symbol: Symbol): void {
  symbol.directDependency = or(symbol.directDependency, node.dependency);
  symbol.defaults.push(...node.defaults);
  symbol.ranges.push(...node.ranges);
  const self: Expression = { kind: "symbol", symbol };
  for (const { target, condition } of node.selects) {
    target.reverseDependency = or(target.reverseDependency, and(self, condition));
  }
  for (const { target, condition } of node.implies) {
    target.weakReverseDependency = or(target.weakReverseDependency, and(self, condition));
  }
}

function finalizeChoice(node: MenuNode, choice: Choice): void {
  choice.defaults.push(...node.choiceDefaults);
  for (const child of node.children) {
    if (!(child.item instanceof KconfigSymbol)) continue;
    child.item.choice = choice;
    choice.symbols.push(child.item);
  }
  if (choice.type === "unknown") {
    choice.type = choice.symbols.find((symbol) => symbol.type !== "unknown")?.type ?? "unknown";
  }
  for (const symbol of choice.symbols) if (symbol.type === "unknown") symbol.type = choice.type;
}

/** A symbol whose value depends on itself has none, and very long ways to a value end nowhere. */
function findLoops(items: readonly (Symbol | Choice)[]): void {
  /** How many items depend on the next one from here on; undefined while that is found out. */
  const heights = new Map<Symbol | Choice, number | undefined>();
  const path: (Symbol | Choice)[] = [];
  const visit = (item: Symbol | Choice): number => {
    const known = heights.get(item);
    if (known !== undefined) return known;
    const place = item.nodes[0]?.location ?? { file: "", line: 1, column: 1 };
    if (heights.has(item)) {
      const loop = [...path.slice(path.indexOf(item)), item];
      throw dependencyLoop(place, loop.map((part) => part.name ?? "<choice>"));
    }
    heights.set(item, undefined);
    path.push(item);
    let height = 1;
    if (path.length <= MOST_DEPENDENT) {
      for (const other of lookedAt(item)) height = Math.max(height, visit(other) + 1);
    }
    if (Math.max(height, path.length) > MOST_DEPENDENT) {
      throw tooMany(place, "symbols that depend on each other", MOST_DEPENDENT);
    }
    path.pop();
    heights.set(item, height);
    return height;
  };
  for (const item of items) visit(item);
}

function lookedAt(item: Symbol | Choice): Set<Symbol | Choice> {
  const found = new Set<Symbol | Choice>();
  const add = (expression: Expression) => {
    for (const other of itemsOf(expression)) found.add(other);
  };
  for (const node of item.nodes) if (node.prompt) add(node.prompt.condition);
  if (item instanceof Choice) {
    for (const { condition } of item.defaults) add(condition);
    for (const symbol of item.symbols) {
      for (const other of lookedAt(symbol)) {
        // Symbols look at their choices, and those at their visibility: that is no loop.
        if (!(other instanceof Choice && other.symbols.includes(symbol))) found.add(other);
      }
    }
    return found;
  }
  for (const { value, condition } of item.defaults) {
    add(value);
    add(condition);
  }
  for (const { low, high, condition } of item.ranges) {
    found.add(low);
    found.add(high);
    add(condition);
  }
  add(item.reverseDependency);
  add(item.weakReverseDependency);
  add(item.directDependency);
  if (item.choice) found.add(item.choice);
  return found;
}
