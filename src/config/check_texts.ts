import type { Problem } from "../base/problem.ts";
import type { Document, Path } from "./document.ts";
import { hiddenCharacterAt } from "./errors.ts";
import { hiddenCharacter } from "./names.ts";
import { isMap, keyText, type Value } from "./value.ts";

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
  const visit = (value: Value, path: Path): void => {
    if (typeof value === "string") {
      const found = isFree(path) ? value.includes("\0") && "U+0000" : hiddenCharacter(value);
      if (found) problems.push(hiddenCharacterAt(document, path, "value", found));
    } else if (typeof value === "object" && value !== null && !seen.has(value)) {
      seen.add(value);
      const items = isMap(value) ? value : Array.isArray(value) ? value.entries() : [];
      for (const [key, item] of items) {
        const below = [...path, key];
        const found = hiddenCharacter(keyText(key));
        if (found) problems.push(hiddenCharacterAt(document, below, "key", found));
        visit(item, below);
      }
    }
  };
  visit(document.root, []);
  return problems;
}

const isFree = (path: Path) =>
  path.length > 1 && typeof path[0] === "string" && FREE_TEXT.includes(path[0]);
