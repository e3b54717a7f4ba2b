import { type CommonSource, NOT_COMMON } from "./common_source.ts";

const HEADER = /\|([+-]?) *(?: #[^\n]*)?\n/y;
const BLANKS = / */y;

/**
 * A literal block of an entry or item `indent` from the left. Its first line with content tells
 * its width; it ends before the first line with content left of that, be it a comment.
 */
export function readLiteral(source: CommonSource, indent: number): string {
  const header = source.take(HEADER);
  if (!header) throw NOT_COMMON;
  const { text } = source;
  const lines: string[] = [];
  let width: number | undefined;
  /** Blanks of the widest line before the first with content, which may not be wider than that. */
  let widest = 0;
  let blank = false;
  while (source.at < text.length) {
    const start = source.at;
    source.skip(BLANKS);
    const blanks = source.at - start;
    blank = text[source.at] === "\n";
    if (width === undefined) {
      widest = Math.max(widest, blanks);
      if (!blank && (blanks <= indent || blanks < widest)) throw NOT_COMMON;
      if (!blank) width = blanks;
    } else if (!blank && blanks < width) {
      source.at = start;
      break;
    }
    source.at = start + Math.min(blanks, width ?? blanks);
    lines.push(source.line());
  }
  if (width === undefined) throw NOT_COMMON;
  const cutOff = source.cutOff && source.at >= text.length;
  if (cutOff && blank) throw NOT_COMMON;
  return chomp(lines, header[1]!, cutOff);
}

/** The block's text: `-` drops line breaks at its end, `+` keeps all, neither keeps one. */
function chomp(lines: readonly string[], mark: string, cutOff: boolean): string {
  let end = lines.length;
  if (mark !== "+") { while (lines[end - 1] === "") end--; }
  return lines.slice(0, end).join("\n") + (mark === "-" || cutOff ? "" : "\n");
}
