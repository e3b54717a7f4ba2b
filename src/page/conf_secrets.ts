import { tellsOfSecret } from "../base/credentials.ts";
import type { KeyPath } from "../base/problem.ts";
import { statementsOf } from "../explain/conf_lines.ts";
import { shownValue } from "../explain/shown_value.ts";
import type { Value } from "../config/value.ts";

const CONF_KEYS: readonly unknown[] = ["local_conf_header", "bblayers_conf_header"];

/**
 * A value as a page for others shows it: besides what `explain` hides, what lines of local.conf
 * assign to a variable whose name tells of a secret.
 */
export function pageValue(key: KeyPath, value: Value): Value {
  const shown = shownValue(key, value);
  return typeof shown === "string" && CONF_KEYS.includes(key[0])
    ? withoutConfSecrets(shown)
    : shown;
}

/** The text with `NAME = "***"` for each NAME that tells of a secret, also in comments. */
export function withoutConfSecrets(text: string): string {
  return statementsOf(text).map((statement) => {
    const assigned = statement.text.indexOf("=") + 1;
    const name = statement.text.slice(0, assigned);
    return tellsOfSecret(name) ? `${name} "***"` : statement.text;
  }).join("\n");
}
