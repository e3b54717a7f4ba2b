import { invalidSize } from "./errors.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Reads a size: `650M`, `4.7G`, a number of bytes. K, M and G are powers of 1024. @throws UserError */
export function parseSize(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([KMG]?)(?:i?B)?$/i.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(number) * UNITS[unit?.toUpperCase() ?? ""]!);
  if (number === undefined || !Number.isSafeInteger(bytes) || bytes <= 0) throw invalidSize(text);
  return bytes;
}

/** A number of bytes as people read it: `1.3 MB`. */
export function sizeText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}
