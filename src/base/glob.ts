/**
 * A pattern of file names as segments to be matched level by level. `**` stands for any
 * number of directories; `*`, `?` and `[…]` match within a name, a leading dot too.
 */
export type GlobSegment =
  | { readonly kind: "literal"; readonly name: string }
  | { readonly kind: "pattern"; readonly matches: RegExp }
  | { readonly kind: "anywhere" };

export function parseGlob(pattern: string): GlobSegment[] {
  return pattern.split("/").filter((part) => part !== "" && part !== ".").map((part) => {
    if (part === "**") return { kind: "anywhere" };
    if (!/[*?[]/.test(part)) return { kind: "literal", name: part };
    return { kind: "pattern", matches: new RegExp(`^${segmentSource(part)}$`, "s") };
  });
}

/** fnmatch(3) as a regular expression. */
function segmentSource(part: string): string {
  let source = "";
  for (let at = 0; at < part.length; at++) {
    const character = part[at]!;
    const close = character === "[" ? part.indexOf("]", at + 2) : -1;
    if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else if (close > 0) {
      const set = part.slice(at + 1, close).replace(/[\\\]]/g, "\\$&");
      source += `[${set.startsWith("!") ? `^${set.slice(1)}` : set}]`;
      at = close;
    } else source += character.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  }
  return source;
}
