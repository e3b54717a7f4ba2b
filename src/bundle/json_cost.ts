import { MOST_NESTED } from "../config/text_limits.ts";

/** Values that a manifest has at most: one of two hundred thousand files has fewer. */
const MOST_VALUES = 4_000_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * What reading a JSON text would cost too much of, told by its marks alone, before it is read;
 * undefined if it costs little. A value takes many times the memory of its text.
 */
export function jsonCost(text: string): string | undefined {
  let values = 0;
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isQuoted) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) isQuoted = false;
      continue;
    }
    switch (code) {
      case QUOTE:
        isQuoted = true;
        break;
      case 0x5b: // [
      case 0x7b: // {
        values++;
        if (++depth > MOST_NESTED) return `nested too deeply: ${MOST_NESTED} levels are the most`;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      case 0x2c: // ,
        if (++values > MOST_VALUES) return `more than ${MOST_VALUES} values are too many`;
    }
  }
  return undefined;
}
