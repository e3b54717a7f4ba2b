import type { Token } from "./tokens.ts";

/** What a file imports: statically, by re-export, for a type or at run time. */
export interface Import {
  /** As written; undefined where it is computed. */
  readonly target: string | undefined;
  /** The imported names, "*" for all of them. */
  readonly names: readonly string[];
  readonly line: number;
}

/** All imports among the tokens of a file. */
export function imports(tokens: readonly Token[]): Import[] {
  const found: Import[] = [];
  for (const [index, { kind, text, line }] of tokens.entries()) {
    if (kind !== "name" || tokens[index - 1]?.text === ".") continue;
    const next = tokens[index + 1];
    if (text === "import" && next?.text === "(" && next.kind === "mark") {
      const target = tokens[index + 2];
      const literal = target?.kind === "string" && /^[,)]$/.test(tokens[index + 3]?.text ?? "");
      found.push({ target: literal ? target.text : undefined, names: ["*"], line });
    } else if (text === "import" && next?.kind === "string") {
      found.push({ target: next.text, names: [], line });
    } else if (text === "import" && (next?.kind === "name" || /^[{*]$/.test(next?.text ?? ""))) {
      found.push(...clause(tokens, index + 1, line));
    } else if (text === "export") {
      const start = next?.text === "type" ? index + 2 : index + 1;
      if (/^[{*]$/.test(tokens[start]?.text ?? "")) found.push(...clause(tokens, start, line));
    }
  }
  return found;
}

/** `{ a, type b as c } from "d"`; nothing where no `from` follows (`export { a }`). */
function clause(tokens: readonly Token[], start: number, line: number): Import[] {
  const names: string[] = [];
  for (let index = start; index < tokens.length; index++) {
    const { kind, text } = tokens[index]!;
    const next = tokens[index + 1];
    if (text === "from" && next?.kind === "string") return [{ target: next.text, names, line }];
    if (kind === "string" || (kind === "mark" && !/^[{},*]$/.test(text))) return [];
    const renamed = tokens[index - 1]?.text === "as";
    const modifier = text === "as" || (text === "type" && next?.kind === "name");
    if (text === "*" || (kind === "name" && !renamed && !modifier)) names.push(text);
    if (text === "}" && next?.text !== "from") return [];
  }
  return [];
}
