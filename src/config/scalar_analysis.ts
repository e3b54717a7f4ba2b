const BREAKS = "\n\x85\u2028\u2029";
const BLANKS = `\0 \t\r${BREAKS}`;

/** How a scalar may be written; see the YAML 1.1 specification, chapters 5, 7 and 8. */
export interface Analysis {
  readonly empty: boolean;
  readonly multiline: boolean;
  readonly plain: boolean;
  readonly single: boolean;
  readonly literal: boolean;
}

const FIRST_INDICATORS = "#,[]{}&*!|>'\"%@`";

/** What the characters of a text allow, as PyYAML's emitter sees them. */
export function analyze(text: string): Analysis {
  if (text === "") {
    return { empty: true, multiline: false, plain: true, single: true, literal: false };
  }
  const characters = [...text];
  const last = characters.length - 1;
  const blankAt = (index: number) => index > last || BLANKS.includes(characters[index]!);
  let indicator = text.startsWith("---") || text.startsWith("...");
  let lineBreaks = false;
  let special = false;
  let breakBlank = false;
  let blankBreak = false;
  for (const [index, character] of characters.entries()) {
    const before = characters[index - 1];
    if (index === 0) {
      if (FIRST_INDICATORS.includes(character)) indicator = true;
      if ("?:-".includes(character) && blankAt(1)) indicator = true;
    } else {
      if (character === ":" && blankAt(index + 1)) indicator = true;
      if (character === "#" && BLANKS.includes(before!)) indicator = true;
    }
    const isBreak = BREAKS.includes(character);
    if (isBreak) lineBreaks = true;
    if (character !== "\n" && (character < " " || character > "~")) special = true;
    if (character === " " && before !== undefined && BREAKS.includes(before)) breakBlank = true;
    if (isBreak && before === " ") blankBreak = true;
  }
  const startsBlank = characters[0] === " " || BREAKS.includes(characters[0]!);
  const endsBlank = characters[last] === " " || BREAKS.includes(characters[last]!);
  const awkward = blankBreak || special;
  return {
    empty: false,
    multiline: lineBreaks,
    plain: !(startsBlank || endsBlank || breakBlank || awkward || lineBreaks || indicator),
    single: !(breakBlank || awkward),
    literal: !(characters[last] === " " || awkward),
  };
}
