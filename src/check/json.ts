import { redactSecrets } from "../base/credentials.ts";
import { keyText, type Value } from "../config/value.ts";
import type { Finding } from "./finding.ts";

/** Findings as a value to be written as JSON; what a finding does not have is null. */
export function findingsJson(findings: readonly Finding[]): Value {
  return findings.map(({ level, kind, message, key, place, suggestion }) =>
    new Map<string, Value>([
      ["level", level],
      ["kind", kind],
      ["file", place?.file ?? null],
      ["line", place?.line ?? null],
      ["column", place?.column ?? null],
      ["key", key === undefined ? null : key.map(keyText).join(".")],
      ["message", redactSecrets(message)],
      ["suggestion", suggestion ?? null],
    ])
  );
}
