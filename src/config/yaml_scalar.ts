import { MOST_DIGITS } from "./text_limits.ts";
import { Float, type Scalar, Timestamp } from "./value.ts";

/**
 * YAML 1.1 implicit typing of plain scalars, as PyYAML's safe loader does it
 * (https://yaml.org/type/). It differs from the npm library's own YAML 1.1 mode:
 * `y` and `n` are strings, a float needs a dot, and a lone `=` or `<<` has a type of its own.
 */
export type PlainType = "null" | "bool" | "int" | "float" | "timestamp" | "merge" | "value" | "str";

const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const FLOAT = new RegExp(
  "^(?:[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?" +
    "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?" +
    "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*" +
    "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$",
);
const INT = new RegExp(
  "^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)" +
    "|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$",
);
const NULL = /^(?:~|null|Null|NULL|)$/;
const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const DATE_TIME = new RegExp(
  "^([0-9]{4})-([0-9][0-9]?)-([0-9][0-9]?)(?:[Tt]|[ \\t]+)([0-9][0-9]?):([0-9]{2}):([0-9]{2})" +
    "(?:\\.([0-9]*))?(?:[ \\t]*(?:Z|([-+])([0-9][0-9]?)(?::?([0-9]{2}))?))?$",
);

/** How all that is no string starts: most texts are known as strings by their first letter. */
const TYPED_START = /^(?:$|[-+.0-9~=<nNyYtTfFoO])/;

/** The type that an untagged plain scalar has. */
export function plainType(text: string): PlainType {
  if (!TYPED_START.test(text)) return "str";
  if (NULL.test(text)) return "null";
  if (BOOL.test(text)) return "bool";
  if (FLOAT.test(text)) return "float";
  if (INT.test(text)) return "int";
  if (text === "<<") return "merge";
  if (text === "=") return "value";
  if (DATE.test(text) || DATE_TIME.test(text)) return "timestamp";
  return "str";
}

const small = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;

function parseDigits(digits: string, base: number): bigint | undefined {
  const valid = base === 2
    ? /^[01]+$/
    : base === 8
    ? /^[0-7]+$/
    : base === 16
    ? /^[0-9a-fA-F]+$/
    : /^[0-9]+$/;
  if (!valid.test(digits)) return undefined;
  const prefix = base === 2 ? "0b" : base === 8 ? "0o" : base === 16 ? "0x" : "";
  return BigInt(prefix + digits);
}

function parseSexagesimal(text: string): bigint | undefined {
  let total = 0n;
  for (const part of text.split(":")) {
    const digit = parseDigits(part, 10);
    if (digit === undefined) return undefined;
    total = total * 60n + digit;
  }
  return total;
}

/** The integer a YAML 1.1 scalar stands for; undefined where it stands for none. */
export function parseInteger(text: string): number | bigint | undefined {
  if (text.length > MOST_DIGITS) return undefined;
  let digits = text.replaceAll("_", "");
  const negative = digits.startsWith("-");
  if (/^[-+]/.test(digits)) digits = digits.slice(1);
  const value = digits === "0"
    ? 0n
    : digits.startsWith("0b")
    ? parseDigits(digits.slice(2), 2)
    : digits.startsWith("0x")
    ? parseDigits(digits.slice(2), 16)
    : digits.startsWith("0")
    ? parseDigits(digits, 8)
    : digits.includes(":")
    ? parseSexagesimal(digits)
    : parseDigits(digits, 10);
  return value === undefined ? undefined : small(negative ? -value : value);
}

/** The float a YAML 1.1 scalar stands for; undefined where it stands for none. */
export function parseFloatScalar(text: string): Float | undefined {
  let digits = text.replaceAll("_", "").toLowerCase();
  const sign = digits.startsWith("-") ? -1 : 1;
  if (/^[-+]/.test(digits)) digits = digits.slice(1);
  if (digits === ".inf") return new Float(sign * Infinity);
  if (digits === ".nan") return new Float(NaN);
  if (digits.includes(":")) {
    const total = digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    return Number.isNaN(total) ? undefined : new Float(sign * total);
  }
  if (!/^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/.test(digits)) return undefined;
  return new Float(sign * Number(digits));
}

/** Python's ISO text of a YAML timestamp; undefined for a date that no calendar has. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const date = DATE.exec(text);
  if (date) {
    return isDate(Number(date[1]), Number(date[2]), Number(date[3]))
      ? new Timestamp(text)
      : undefined;
  }
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as number[];
  if (!isDate(year!, month!, day!) || hour! > 23 || minute! > 59 || second! > 59) return undefined;
  const pad = (value: number | undefined, width = 2) => String(value).padStart(width, "0");
  const fraction = (match[7] ?? "").slice(0, 6).padEnd(6, "0");
  const tail = Number(fraction) === 0 ? "" : `.${fraction}`;
  const zone = match[8]
    ? `${match[8]}${pad(Number(match[9]))}:${match[10] ?? "00"}`
    : /Z\s*$/.test(text)
    ? "+00:00"
    : "";
  const calendarDay = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  return new Timestamp(`${calendarDay} ${pad(hour)}:${pad(minute)}:${pad(second)}${tail}${zone}`);
}

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= days[month - 1]!;
}

/** The value of a plain scalar of type `type`; undefined where the text is not of that type. */
export function parsePlain(text: string, type: PlainType): Scalar | undefined {
  switch (type) {
    case "null":
      return null;
    case "bool":
      return BOOL.test(text) ? /^(?:yes|true|on)$/i.test(text) : undefined;
    case "int":
      return parseInteger(text);
    case "float":
      return parseFloatScalar(text);
    case "timestamp":
      return parseTimestamp(text);
    case "str":
      return text;
    case "merge":
    case "value":
      return undefined;
  }
}
