import { redactSecrets, tellsOfSecret } from "../base/credentials.ts";
import type { KeyPath } from "../base/problem.ts";
import { isMap, keyText, type Value } from "../config/value.ts";

/** A value as it may be told: without passwords, and without variables that hold a secret. */
export function shownValue(key: KeyPath, value: Value): Value {
  if (typeof value === "string") {
    const [first, name] = key;
    const isSecret = first === "env" && name !== undefined && tellsOfSecret(keyText(name));
    return isSecret ? "***" : redactSecrets(value);
  }
  if (Array.isArray(value)) return value.map((item) => shownValue(key, item));
  if (!isMap(value)) return value;
  return new Map([...value].map(([name, item]) => [name, shownValue([...key, name], item)]));
}
