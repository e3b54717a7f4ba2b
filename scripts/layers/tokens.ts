/** A word of TypeScript. Comments are left out; of a template only its `${…}` are kept. */
export interface Token {
  readonly kind: "name" | "string" | "literal" | "mark";
  /** As written; of a string what is between the quotes. */
  readonly text: string;
  /** From 1 on. */
  readonly line: number;
}

const TOKEN =
  /(?<blank>\s+|\/\/.*|\/\*[^]*?\*\/)|(?<name>#?[\p{ID_Start}$_][\p{ID_Continue}$]*)|(?<string>"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*')|(?<literal>\d[\w.]*)|(?<mark>\.\.\.|=>|\?\.(?!\d)|[^])/uy;
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const TEMPLATE = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{|$)/y;
/** Words after which a value follows, so that a slash begins a regular expression. */
const BEFORE_VALUE = new Set(
  "return typeof case in of delete void throw new else do await yield instanceof".split(" "),
);

/** Splits TypeScript (without JSX) into its tokens. */
export function tokens(source: string): Token[] {
  const found: Token[] = [];
  /** Of every open template: how many braces are open in its `${…}`. */
  const templates: number[] = [];
  let at = 0, line = 1;
  const take = (pattern: RegExp): RegExpExecArray => {
    pattern.lastIndex = at;
    const match = pattern.exec(source)!;
    at += match[0].length;
    return match;
  };
  const add = (kind: Token["kind"], text: string, raw = text) => {
    found.push({ kind, text, line });
    line += raw.split("\n").length - 1;
  };
  const template = () => {
    const text = take(TEMPLATE)[0];
    add("literal", text);
    if (text.endsWith("${")) templates.push(0);
  };
  while (at < source.length) {
    if (source[at] === "/" && !/^\/[/*]/.test(source.slice(at, at + 2)) && valueMayFollow(found)) {
      REGEX.lastIndex = at;
      if (REGEX.test(source)) {
        add("literal", take(REGEX)[0]);
        continue;
      }
    }
    const { 0: raw, groups } = take(TOKEN);
    if (groups!.blank !== undefined) line += raw.split("\n").length - 1;
    else if (groups!.name !== undefined) add("name", raw);
    else if (groups!.string !== undefined) add("string", raw.slice(1, -1), raw);
    else if (groups!.literal !== undefined) add("literal", raw);
    else if (raw === "`") template();
    else if (raw === "}" && templates.at(-1) === 0) {
      templates.pop();
      template();
    } else {
      if (raw === "{" && templates.length > 0) templates[templates.length - 1]!++;
      if (raw === "}" && templates.length > 0) templates[templates.length - 1]!--;
      add("mark", raw);
    }
  }
  return found;
}

function valueMayFollow(before: readonly Token[]): boolean {
  const last = before.at(-1);
  if (last === undefined) return true;
  if (last.kind === "name") return BEFORE_VALUE.has(last.text);
  if (last.kind !== "mark") return /\$\{$/.test(last.text);
  // `!` is "not" before a value, and "is there" after one.
  return last.text === "!" ? valueMayFollow(before.slice(-2, -1)) : !/^[)\]}]$/.test(last.text);
}
