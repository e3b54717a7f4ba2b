/** East Asian wide and fullwidth characters (https://www.unicode.org/reports/tr11/), and emoji. */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
/** Combining marks, joiners, and Hangul's vowels and finals, which stand in the syllable before. */
const COMBINING = /[\p{Mn}\p{Me}\u200c\u200d\u1160-\u11ff\ud7b0-\ud7ff]/u;
/** An emoji may be made of several that are joined, and a flag of two letters. */
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
/** The selector that makes an emoji of a character that is a letter without it. */
const AS_EMOJI = "\ufe0f";
const ASCII = /^[\x20-\x7e]*$/;

const SEGMENTER = new Intl.Segmenter("und", { granularity: "grapheme" });

/** What users take for one character: a letter with its marks, an emoji with what is joined to it. */
export function* graphemes(text: string): Generator<string> {
  if (ASCII.test(text)) yield* text;
  else for (const { segment } of SEGMENTER.segment(text)) yield segment;
}

/** Columns of a terminal that a text takes: two for wide characters, none for combining ones. */
export function columnsOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  for (const grapheme of graphemes(text)) columns += graphemeColumns(grapheme);
  return columns;
}

function graphemeColumns(grapheme: string): number {
  const [first, ...rest] = grapheme;
  if (grapheme.includes(AS_EMOJI)) return 2;
  const alone = characterColumns(first!);
  if (EMOJI.test(first!)) return alone;
  return rest.reduce((columns, character) => columns + characterColumns(character), alone);
}

function characterColumns(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** As much of the beginning as fits into so many columns. */
export function startOf(text: string, columns: number): string {
  let [length, used] = [0, 0];
  for (const grapheme of graphemes(text)) {
    used += graphemeColumns(grapheme);
    if (used > columns) break;
    length += grapheme.length;
  }
  return text.slice(0, length);
}

/** As much of the end as fits into so many columns. */
export function endOf(text: string, columns: number): string {
  let surplus = columnsOf(text) - columns;
  let length = 0;
  for (const grapheme of graphemes(text)) {
    if (surplus <= 0) break;
    surplus -= graphemeColumns(grapheme);
    length += grapheme.length;
  }
  return text.slice(length);
}

/**
 * A line as several of at most so many columns, broken at blanks and before wide characters
 * where there are some.
 * @param columns at least two more than the indent takes
 * @param indent what the lines after the first begin with
 */
export function wrap(line: string, columns: number, indent = ""): string[] {
  const lines: string[] = [];
  let [current, used] = ["", 0];
  for (const grapheme of graphemes(line)) {
    const width = graphemeColumns(grapheme);
    if (used + width > columns) {
      const end = breakOf(current, grapheme);
      const rest = indent + current.slice(end).trimStart();
      const fits = columnsOf(rest) + width <= columns;
      lines.push(fits ? current.slice(0, end).trimEnd() : current);
      current = fits ? rest : indent;
      used = columnsOf(current);
    }
    if (grapheme === " " && lines.length > 0 && current === indent) continue;
    current += grapheme;
    used += width;
  }
  return [...lines, current];
}

/** Where a full line is broken before what follows it. */
function breakOf(line: string, next: string): number {
  if (next === " " || WIDE.test(next)) return line.length;
  const blank = line.lastIndexOf(" ");
  return line.slice(0, Math.max(blank, 0)).trim() === "" ? line.length : blank;
}
