/** Lines of at most `columns` characters, broken at blanks; a word that is longer stays whole. */
export function wrapWords(words: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

/**
 * A text behind `indent` columns of something else, for a terminal: all lines but the first begin
 * with so many blanks, and those that are too long are broken. A line's own indentation stays.
 */
export function wrapText(text: string, indent: number, columns: number): string {
  // A very narrow terminal breaks lines itself.
  const width = Math.max(columns - indent, 20);
  const lines = text.split("\n").flatMap((line) => {
    if (line.length <= width) return [line];
    const [own = ""] = /^ */.exec(line)!;
    return wrapWords(line.slice(own.length).split(" "), width - own.length)
      .map((part) => own + part);
  });
  return lines.join(`\n${" ".repeat(indent)}`);
}
