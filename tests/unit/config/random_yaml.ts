/** Numbers from 0 up to, not including, a bound: the same ones for the same seed (xorshift32). */
export type Random = (below: number) => number;

export function seeded(seed: number): Random {
  let state = (seed * 2654435761) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

// The first ones of each list are in the common part.
const KEYS =
  ("a b c d header version includes repos poky meta-oe layers meta url branch commit tag " +
    "local_conf_header env machine distro target . meta/x ./y x.y 1 010 1.5 yes null 2024-01-31 .5 " +
    '1e3 a+b "q" \'q\' "" ~ << = - é @x a"b').split(" ");
const COMMON_KEYS = 34;
const SCALARS = ("a foo bar/baz https://x.org/y.git 14 0x1F 1.5 -1 -x --x yes No ~ null 08 1:30 " +
  "2024-01-31 a#b a:b a'b a\"b x,y x]y x}y ${x} $x \u00e9 é|x x\u00a0 \u{1f600} .. - :a #a a: *a &a !x " +
  "!!str %x @x `x ? ?x > >- << = ... --- |x -| == \u00a0 \u3000x").split(" ");
const COMMON_SCALARS = 30;
const PHRASES = [
  "a b",
  "a  b   c",
  "a, b",
  "a - b",
  "x && y || z",
  "it's",
  "the [x] {y}",
  "2024-01-31 04:05:06",
  "a # b",
  "a: b",
  "a #",
];
const QUOTED = [
  '"x"',
  "'x'",
  '""',
  "''",
  '"x: y # z"',
  "' x '",
  '"a\'b"',
  "'a\"b'",
  '"1"',
  "'yes'",
  '"\\n"',
  "'a''b'",
  '"x" y',
];
const FLOW = [
  "[]",
  "{}",
  "[ ]",
  "{ }",
  "[a, b]",
  "[ a , b ]",
  "{a: b}",
  "{ a: b , c: [d, {e: 1}] }",
  "['x', \"y\"]",
  "[a b, 1, yes, ~]",
  "{a: , b:  }",
  "[a,]",
  "[a: b]",
  "{a}",
  "{a:b}",
  '{"a":b}',
  "[http://x/y, a#b]",
  "[a, [b, [c]]]",
  "[a #b]",
  "[-1, -]",
  "[,]",
  "{'a': \"b\", 1: 2}",
  "{a: b, a: c}",
  "[a",
  "[x]y",
  "[a:]",
];
const BLOCK_LINES = [
  'A = "b"',
  "a: b",
  "# c",
  "",
  "",
  " deeper",
  "- x",
  "'",
  " ",
  "   ",
  "\tx",
  "x\ty",
  "[",
  "x  ",
];
const ALPHABET = [
  ..." \n:-#|'\"[]{},&*!%@`?>~=<.\t\r\\/+xyz019éß😀\u00a0\u3000\u2028\u0085\ufeff\u0001",
];
const FRAGMENTS = [
  " #",
  "# x\n",
  ": ",
  ":\n",
  "- ",
  "\n- ",
  "  ",
  "\n\n",
  "\n  ",
  " \n",
  "\n# x",
  "\n  # x\n",
  "\n   \n",
  " # x",
  "|\n",
  "|-\n",
  "|+\n",
  "|2\n",
  ">\n",
  "''",
  '""',
  "---\n",
  "...\n",
  "[a, b]",
  "{a: b}",
  "[\n",
  "a: b\n",
  "- a\n",
  "- a: b\n",
  "\t",
  "<<: ",
  "&a ",
  "*a",
  "!!str ",
  "? ",
  "\n a",
];

/**
 * A text like a project file, in most cases with some mistakes: most of them are YAML's common
 * part, and the others are nearly so.
 */
export function randomYaml(random: Random): string {
  const pick = <T>(from: readonly T[]): T => from[random(from.length)]!;
  const chance = (percent: number) => random(100) < percent;
  const lines: string[] = [];
  const blanksAtEnd = () => chance(8) ? " ".repeat(1 + random(3)) : "";
  const comment = () => chance(10) ? `${" ".repeat(1 + random(2))}# c: ${pick(SCALARS)}` : "";
  const noise = (indent: number) => {
    if (chance(8)) lines.push(" ".repeat(chance(50) ? indent : random(8)) + "#" + pick(SCALARS));
    if (chance(6)) lines.push(" ".repeat(chance(60) ? 0 : random(8)));
  };
  const add = (line: string) => {
    lines.push(line + comment() + blanksAtEnd());
  };
  /** Any of the list, its first ones (which are in the common part) mostly. */
  const likely = <T>(from: readonly T[], common: number): T =>
    chance(96) ? from[random(common)]! : pick(from);
  const key = () => likely(KEYS, COMMON_KEYS) + ":";
  const inline = () => {
    const kind = random(10);
    if (kind < 6) return likely(SCALARS, COMMON_SCALARS);
    if (kind === 6) return likely(PHRASES, 9);
    return kind < 9 ? likely(QUOTED, 10) : likely(FLOW, 11);
  };
  const block = (start: string, indent: number) => {
    add(start + likely(["|", "|-", "|+", "|2", ">", ">-", "|x", "|#"], 3));
    const pad = " ".repeat(indent + (chance(85) ? 2 : random(6)));
    for (let left = 1 + random(4); left > 0; left--) {
      const line = pick(BLOCK_LINES);
      lines.push(line === "" && chance(70) ? "" : pad + line);
    }
  };
  const value = (start: string, indent: number, depth: number) => {
    const kind = random(depth > 3 ? 8 : 12);
    if (kind < 6) add(`${start}${" ".repeat(chance(95) ? 1 : 3)}${inline()}`);
    else if (kind === 6) block(`${start} `, indent);
    else {
      add(start);
      if (kind >= 10) list(indent + (chance(50) ? 0 : 2), depth + 1);
      else if (kind > 7) mapping(indent + (chance(80) ? 2 : 1 + random(4)), depth + 1);
    }
  };
  const mapping = (indent: number, depth: number) => {
    for (let left = 1 + random(3); left > 0; left--) {
      noise(indent);
      value(" ".repeat(indent) + key(), indent, depth);
    }
  };
  const list = (indent: number, depth: number) => {
    const start = " ".repeat(indent) + "-";
    for (let left = 1 + random(3); left > 0; left--) {
      noise(indent);
      if (chance(60)) add(`${start} ${inline()}`);
      else if (chance(15)) block(`${start} `, indent);
      else {
        value(`${start} ${key()}`, indent + 2, depth);
        if (chance(60)) value(" ".repeat(indent + 2) + key(), indent + 2, depth);
      }
    }
  };
  mapping(0, 0);
  noise(0);
  let text = lines.join("\n") + (chance(90) ? "\n" : "");
  const mutations = chance(50) ? 0 : 1 + random(3);
  for (let left = mutations; left > 0; left--) {
    const at = random(text.length + 1);
    const kind = random(6);
    if (kind === 0) text = text.slice(0, at) + text.slice(at + 1 + random(3));
    else if (kind === 1) text = text.slice(0, at) + pick(ALPHABET) + text.slice(at);
    else if (kind === 2) text = text.slice(0, at) + pick(FRAGMENTS) + text.slice(at);
    else if (kind === 3) {
      const from = random(text.length + 1);
      text = text.slice(0, at) + text.slice(from, from + random(12)) + text.slice(at);
    } else {
      const line = text.lastIndexOf("\n", at - 1) + 1;
      const blanks = " ".repeat(1 + random(2));
      text = kind === 4
        ? text.slice(0, line) + blanks + text.slice(line)
        : text.slice(0, line) + text.slice(line).replace(blanks, "");
    }
  }
  return text;
}
