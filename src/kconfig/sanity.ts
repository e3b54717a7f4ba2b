import { invalidSymbol, malformedDefault } from "./errors.ts";
import { UserError } from "../base/errors.ts";
import type { Problem } from "../base/problem.ts";
import {
  type Choice,
  type Expression,
  itemsOf,
  KconfigSymbol,
  NO,
  operandsOf,
  type SymbolType,
} from "./model.ts";
import { toNumber } from "./number.ts";
import { nameAndPlace } from "./place.ts";

/**
 * What makes little sense in a finalized tree, and is read nevertheless, in kconfiglib's words.
 * @throws UserError with all symbols that no value could be saved of
 */
export function checkSanity(
  symbols: readonly KconfigSymbol[],
  choices: readonly Choice[],
): string[] {
  const defined = symbols.filter(({ nodes }) => nodes.length > 0);
  const problems = defined.flatMap(wrongWith);
  if (problems.length > 0) throw new UserError(problems);
  return [...defined.flatMap(symbolWarnings), ...choices.flatMap(choiceWarnings)]
    .map((text) => `warning: ${text}`);
}

function wrongWith(symbol: KconfigSymbol): Problem[] {
  const { name, type } = symbol;
  const place = symbol.nodes[0]!.location;
  const problems: Problem[] = [];
  const mustBeText = /^KAS_(?:INCLUDE_|TARGET_|BUILD_SYSTEM$)/.test(name);
  if (mustBeText && type !== "string" && type !== "unknown") {
    problems.push(
      invalidSymbol(place, name, "wrong_type", `it must be of type string, not ${type}`),
    );
  }
  const single = symbol.defaults.every(({ value }) => value.kind === "symbol");
  if (type !== "bool" && type !== "unknown" && !single) {
    problems.push(malformedDefault(place, name, type));
  }
  return problems;
}

function symbolWarnings(symbol: KconfigSymbol): string[] {
  const { type } = symbol;
  const named = nameAndPlace(symbol);
  const warnings = type === "unknown"
    ? [`${named} defined without a type`]
    : type === "bool"
    ? forceWarnings(symbol)
    : valueWarnings(symbol, type);
  if (symbol.ranges.length === 0) return warnings;
  if (type !== "int" && type !== "hex") {
    const declared = symbol.tristate ? "tristate" : type;
    return [...warnings, `the ${declared} symbol ${named} has ranges, but is not int or hex`];
  }
  const wrong = symbol.ranges.filter(({ low, high }) =>
    !isNumber(low, type) || !isNumber(high, type)
  );
  return [
    ...warnings,
    ...wrong.map(({ low, high }) =>
      `the ${type} symbol ${named} has a non-${type} range ` +
      `[${nameAndPlace(low)}, ${nameAndPlace(high)}]`
    ),
  ];
}

/** About the symbols that a bool selects and implies. */
function forceWarnings(symbol: KconfigSymbol): string[] {
  const about = (verb: string, targets: readonly KconfigSymbol[]) =>
    targets.filter(({ type }) => type !== "bool" && type !== "unknown").map((target) =>
      `${nameAndPlace(symbol)} ${verb} the ${target.type} symbol ${nameAndPlace(target)}, ` +
      "which is not bool or tristate"
    );
  return [
    ...about("selects", symbol.nodes.flatMap(({ selects }) => selects.map((f) => f.target))),
    ...about("implies", symbol.nodes.flatMap(({ implies }) => implies.map((f) => f.target))),
  ];
}

/** About the defaults of a string or number. */
function valueWarnings(symbol: KconfigSymbol, type: SymbolType): string[] {
  const named = nameAndPlace(symbol);
  const warnings: string[] = [];
  for (const { value } of symbol.defaults) {
    if (value.kind !== "symbol") continue;
    const preset = value.symbol;
    if (type !== "string") {
      if (isNumber(preset, type)) continue;
      warnings.push(
        `the ${type} symbol ${named} has a non-${type} default ${nameAndPlace(preset)}`,
      );
    } else if (!preset.constant && preset.nodes.length === 0 && !isUpper(preset.name)) {
      warnings.push(
        `style: quotes recommended around default value for string symbol ${named}`,
      );
    }
  }
  if (symbol.nodes.some(({ selects, implies }) => selects.length + implies.length > 0)) {
    warnings.push(`the ${type} symbol ${named} has selects or implies`);
  }
  return warnings;
}

function choiceWarnings(choice: Choice): string[] {
  const named = nameAndPlace(choice);
  const warnings: string[] = [];
  if (choice.type !== "bool") warnings.push(`${named} defined with type ${choice.type}`);
  if (!choice.nodes.some(({ prompt }) => prompt)) {
    warnings.push(`${named} defined without a prompt`);
  }
  for (const { symbol } of choice.defaults) {
    if (symbol.choice === choice) continue;
    warnings.push(
      `the default selection ${nameAndPlace(symbol)} of ${named} is not contained in the choice`,
    );
  }
  return [...warnings, ...choice.symbols.flatMap((symbol) => memberWarnings(symbol, choice))];
}

function memberWarnings(symbol: KconfigSymbol, choice: Choice): string[] {
  const named = nameAndPlace(symbol);
  const warnings: string[] = [];
  if (symbol.defaults.length > 0) {
    warnings.push(
      `default on the choice symbol ${named} will have no effect, as defaults do not affect ` +
        "choice symbols",
    );
  }
  const forced = [
    ["selected", symbol.reverseDependency],
    ["implied", symbol.weakReverseDependency],
  ] as const;
  for (const [how, dependency] of forced) {
    if (dependency === NO) continue;
    const by = operandsOfOr(dependency).map((part) => `\n - ${nameAndPlace(firstSymbol(part)!)}`);
    warnings.push(
      `the choice symbol ${named} is ${how} by the following symbols, but select/imply has no ` +
        `effect on choice symbols${by.join("")}`,
    );
  }
  for (const node of symbol.nodes) {
    if (choice.nodes.some(({ children }) => children.includes(node))) {
      if (!node.prompt) warnings.push(`the choice symbol ${named} has no prompt`);
    } else if (node.prompt) {
      warnings.push(
        `the choice symbol ${named} is defined with a prompt outside the choice`,
      );
    }
  }
  return warnings;
}

function operandsOfOr(expression: Expression): Expression[] {
  return expression.kind === "or" ? operandsOf(expression) : [expression];
}

function firstSymbol(expression: Expression): KconfigSymbol | undefined {
  for (const item of itemsOf(expression)) if (item instanceof KconfigSymbol) return item;
  return undefined;
}

/** A symbol that is not defined stands for the number that its name is. */
function isNumber(symbol: KconfigSymbol, type: SymbolType): boolean {
  if (symbol.nodes.length > 0) return symbol.type === type;
  return toNumber(symbol.name, type) !== undefined;
}

const isUpper = (text: string) => text === text.toUpperCase() && text !== text.toLowerCase();
