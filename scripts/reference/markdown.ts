// What of the documents is made: tables, and the places where they stand.

/** A table, its columns as wide as their longest cell; `deno fmt` writes it the same way. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length), 3));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |\n`;
  const rule = widths.map((width) => "-".repeat(width));
  const [first, ...others] = cells;
  return [first!, rule, ...others].map(line).join("");
}

/** Text between the marks `<!-- made: NAME -->` and `<!-- end -->`, each on a line of its own. */
const MADE = /^<!-- made: (.+) -->\n[^]*?^<!-- end -->\n/gm;

/**
 * The document, with what is made anew between its marks.
 * @throws Error if nothing is made under a name that it has
 */
export function withMade(text: string, made: ReadonlyMap<string, string>): string {
  return text.replace(MADE, (_, name: string) => {
    const now = made.get(name);
    if (now === undefined) throw new Error(`nothing is made under the name "${name}"`);
    return `<!-- made: ${name} -->\n\n${now}\n<!-- end -->\n`;
  });
}

/** The names under which a document has something made. */
export function namesMade(text: string): string[] {
  return [...text.matchAll(MADE)].map(([, name]) => name!);
}
