import type { Problem } from "../base/problem.ts";
import type { Document, Path } from "./document.ts";
import { hiddenCharacterAt } from "./errors.ts";
import { hiddenCharacter } from "./names.ts";
import { isMap, type Key, keyText, type Value } from "./value.ts";

/** Top-level keys whose values are texts of their own, for other programs. */
const FREE_TEXT = [
  "local_conf_header",
  "bblayers_conf_header",
  "env",
  "menu_configuration",
  "proxy_config",
];

/**
 * Names, references, URLs and paths of a document that have characters which nobody sees, or
 * which end a line where the text is written.
 */
export function textProblems(document: Document): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<Value>();
  // One path for all: most values have nothing to be told of.
  const path: Key[] = [];
  const report = (kind: "key" | "value", found: string) =>
    problems.push(hiddenCharacterAt(document, [...path], kind, found));
  const visit = (value: Value): void => {
    if (typeof value === "string") {
      const found = isFree(path) ? value.includes("\0") && "U+0000" : hiddenCharacter(value);
      if (found) report("value", found);
    } else if (typeof value === "object" && value !== null && !seen.has(value)) {
      seen.add(value);
      const items = isMap(value) ? value : Array.isArray(value) ? value.entries() : [];
      for (const [key, item] of items) {
        path.push(key);
        const found = hiddenCharacter(keyText(key));
        if (found) report("key", found);
        visit(item);
        path.pop();
      }
    }
  };
  visit(document.root);
  return problems;
}

const isFree = (path: Path) =>
  path.length > 1 && typeof path[0] === "string" && FREE_TEXT.includes(path[0]);
