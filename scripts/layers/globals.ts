import { GLOBALS, MEMBERS } from "./rules.ts";
import type { Token } from "./tokens.ts";

/** A use of what reaches outside the program. */
export interface GlobalUse {
  readonly name: string;
  readonly remedy: string;
  readonly line: number;
}

/** Every use of a global of the runtime, in code: keys, methods and the file's own names are none. */
export function globalUses(tokens: readonly Token[]): GlobalUse[] {
  const own = ownNames(tokens);
  return tokens.flatMap(({ kind, text, line }, index) => {
    if (kind !== "name" || isMember(tokens, index)) return [];
    const name = member(tokens, index) ?? currentTime(tokens, index) ?? text;
    const remedy = Object.hasOwn(MEMBERS, name)
      ? MEMBERS[name]
      : name !== text
      ? "host.now()"
      : Object.hasOwn(GLOBALS, name) && !own.has(name) && !isDeclaration(tokens, index)
      ? GLOBALS[name]
      : undefined;
    return remedy === undefined ? [] : [{ name, remedy, line }];
  });
}

const isMember = (tokens: readonly Token[], index: number) =>
  tokens[index - 1]?.kind === "mark" && /^\??\.$/.test(tokens[index - 1]!.text);

function member(tokens: readonly Token[], index: number): string | undefined {
  if (!/^\??\.$/.test(tokens[index + 1]?.text ?? "")) return undefined;
  const name = `${tokens[index]!.text}.${tokens[index + 2]?.text}`;
  return Object.hasOwn(MEMBERS, name) ? name : undefined;
}

/** `new Date()`, `new Date` and `Date()` ask for the time; `new Date(value)` does not. */
function currentTime(tokens: readonly Token[], index: number): string | undefined {
  if (tokens[index]!.text !== "Date") return undefined;
  const called = tokens[index + 1]?.text === "(";
  if (tokens[index - 1]?.text === "new") {
    return called && tokens[index + 2]?.text !== ")" ? undefined : "new Date()";
  }
  return called ? "Date()" : undefined;
}

/** The name of a property, a parameter or a method, not the global. */
function isDeclaration(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text ?? ";";
  if (
    !/^([{}(,;*]|readonly|async|get|set|static|override|private|protected|public)$/.test(before)
  ) {
    return false;
  }
  const next = tokens[index + 1]?.text;
  if (next === ":" || (next === "?" && tokens[index + 2]?.text === ":")) return true;
  if (next !== "(") return false;
  let depth = 0;
  for (let at = index + 1; at < tokens.length; at++) {
    if (tokens[at]!.kind !== "mark") continue;
    if (tokens[at]!.text === "(") depth++;
    if (tokens[at]!.text === ")" && --depth === 0) return /^[{:]$/.test(tokens[at + 1]?.text ?? "");
  }
  return false;
}

/** Names that the file imports or declares. */
function ownNames(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== "name" || isMember(tokens, index)) continue;
    if (!/^(import|const|let|var|function|class|interface|type|enum)$/.test(text)) continue;
    const star = tokens[index + 1]?.text === "*" ? 1 : 0;
    const next = tokens[index + 1 + star];
    if (next?.kind === "name") names.add(next.text);
    if (!/^[{[]$/.test(next?.text ?? "")) continue;
    let depth = 0;
    for (let at = index + 1; at < tokens.length; at++) {
      const token = tokens[at]!;
      const renamed = /^(:|as)$/.test(tokens[at + 1]?.text ?? "");
      if (token.kind === "name" && !renamed) names.add(token.text);
      if (/^[{[]$/.test(token.text)) depth++;
      if (/^[}\]]$/.test(token.text) && --depth === 0) break;
    }
  }
  return names;
}
