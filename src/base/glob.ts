/**
 * A pattern of file names as segments to be matched level by level. `**` stands for any
 * number of directories; `*`, `?` and `[…]` match within a name.
 */
export type GlobSegment =
  | { readonly kind: "literal"; readonly name: string }
  | { readonly kind: "pattern"; readonly matches: RegExp }
  | { readonly kind: "anywhere" };

/** Whether a text has what `parseGlob` takes for more than a name. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

/** @param hidden whether what stands for a leading dot matches one, as nothing does in a shell */
export function parseGlob(pattern: string, hidden = true): GlobSegment[] {
  return pattern.split("/").filter((part) => part !== "" && part !== ".").map((part) => {
    if (part === "**") return { kind: "anywhere" };
    if (!isGlob(part)) return { kind: "literal", name: part };
    const start = hidden || part.startsWith(".") ? "" : "(?!\\.)";
    return { kind: "pattern", matches: expression(`^${start}${segmentSource(part)}$`) };
  });
}

function expression(source: string): RegExp {
  try {
    return new RegExp(source, "s");
  } catch {
    // A range that runs backwards, `[z-a]`: nothing is in it.
    return /(?!)/;
  }
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
