import { MOST_DIGITS } from "./limits.ts";
import type { SymbolType } from "./model.ts";

/** The number that a text is for a type; for types that are none, a decimal or 0x… number. */
export function toNumber(text: string, type: SymbolType): bigint | undefined {
  if (text.length > MOST_DIGITS) return undefined;
  const match = /^\s*([+-]?)(0[xX])?([0-9a-fA-F]+)\s*$/.exec(text);
  if (!match) return undefined;
  const [, sign, prefix, digits] = match;
  const hex = type === "hex" || type !== "int" && prefix !== undefined;
  if (!hex && (prefix !== undefined || !/^[0-9]+$/.test(digits!))) return undefined;
  // Python's int(text, 0) takes no leading zeros.
  if (type !== "int" && type !== "hex" && !prefix && /^0+[1-9]/.test(digits!)) return undefined;
  const value = BigInt(hex ? `0x${digits}` : digits!);
  return sign === "-" ? -value : value;
}

/** A number as values of a type are written. */
export function numberText(value: bigint, type: SymbolType): string {
  if (type !== "hex") return String(value);
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}
