import type { KconfigSymbol } from "./model.ts";
import { numberText } from "./number.ts";
import type { Values } from "./values.ts";

/** The range that is in force for an int or hex symbol: `from 1 to 16`; undefined if none is. */
export function rangeText(values: Values, symbol: KconfigSymbol): string | undefined {
  const range = values.range(symbol);
  if (!range) return undefined;
  const [low, high] = range.map((limit) => numberText(limit, symbol.type));
  return `from ${low} to ${high}`;
}

/** The type of a symbol, with its range: `int from 1 to 16`. */
export function typeText(values: Values, symbol: KconfigSymbol): string {
  const range = rangeText(values, symbol);
  return range ? `${symbol.type} ${range}` : symbol.type;
}
