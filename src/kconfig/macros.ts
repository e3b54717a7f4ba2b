import type { Environment } from "../base/command.ts";
import { authorsError, endlessMacro, macroTooLong, shellRefused, unclosedMacro } from "./errors.ts";
import { type LogicalLine, placeIn } from "./lexer.ts";
import { MOST_EXPANDED, MOST_MACRO } from "./limits.ts";

/**
 * Variables and functions of the macro language (kernel documentation,
 * kbuild/kconfig-macro-language); whatever starts a program is refused.
 */
export class Macros {
  readonly #variables = new Map<string, { text: string; recursive: boolean }>();
  readonly warnings: string[] = [];
  #expanded = 0;

  constructor(private readonly env: Environment) {}

  /** `name = text`, `:=` or `+=`. */
  assign(name: string, operator: string, text: string, line: LogicalLine): void {
    const known = this.#variables.get(name);
    if (operator === "=") this.#variables.set(name, { text, recursive: true });
    else if (operator === "+=" && known) {
      known.text += ` ${known.recursive ? text : this.expand(text, line, 1)}`;
    } else {
      const recursive = operator === "+=";
      const value = recursive ? text : this.expand(text, line, 1);
      this.#variables.set(name, { text: value, recursive });
    }
  }

  /** `$NAME` and `${NAME}`, the older way to name a variable of the environment. */
  expandVariables(text: string): string {
    return text.replace(
      /\$(?:\{([^}]*)\}|(\w+))/g,
      (whole, braced, bare) => this.env[braced ?? bare] ?? whole,
    );
  }

  /** The text with all `$(…)` replaced. */
  expand(text: string, line: LogicalLine, column: number, args: readonly string[] = []): string {
    return this.#expand(text, line, column, args, 0);
  }

  #expand(
    text: string,
    line: LogicalLine,
    column: number,
    args: readonly string[],
    depth: number,
  ): string {
    if (depth > 100) throw endlessMacro(placeIn(line, column));
    this.#expanded += text.length + 1;
    if (this.#expanded > MOST_EXPANDED) throw macroTooLong(placeIn(line, column), MOST_EXPANDED);
    let result = "";
    for (let at = 0; at < text.length; at++) {
      if (text[at] !== "$" || text[at + 1] !== "(") {
        result += text[at];
        continue;
      }
      const parts: string[] = [];
      let nesting = 0;
      let start = at + 2;
      let end = start;
      for (; end < text.length; end++) {
        if (text[end] === "(") nesting++;
        else if (text[end] === ")" && nesting-- === 0) break;
        else if (text[end] === "," && nesting === 0) {
          parts.push(text.slice(start, end));
          start = end + 1;
        }
      }
      if (end >= text.length) throw unclosedMacro(placeIn(line, column));
      parts.push(text.slice(start, end));
      const words = parts.map((part) => this.#expand(part, line, column, args, depth + 1));
      result += this.#value(words, line, column, args, depth);
      if (result.length > MOST_MACRO) throw macroTooLong(placeIn(line, column), MOST_MACRO);
      at = end;
    }
    return result;
  }

  #value(
    words: readonly string[],
    line: LogicalLine,
    column: number,
    args: readonly string[],
    depth: number,
  ): string {
    const [name, ...rest] = words as [string, ...string[]];
    if (/^\d+$/.test(name) && Number(name) < args.length) return args[Number(name)]!;
    const variable = this.#variables.get(name);
    if (variable) {
      if (!variable.recursive) return variable.text;
      return this.#expand(variable.text, line, column, words, depth + 1);
    }
    switch (name) {
      case "filename":
        return line.file;
      case "lineno":
        return String(line.line);
      case "info":
        this.warnings.push(`${line.file}:${line.line}: ${rest[0] ?? ""}`);
        return "";
      case "warning-if":
        if (rest[0] === "y") {
          this.warnings.push(`${line.file}:${line.line}: warning: ${rest[1] ?? ""}`);
        }
        return "";
      case "error-if":
        if (rest[0] === "y") throw authorsError(placeIn(line, column), rest[1] ?? "");
        return "";
      case "shell":
        throw shellRefused(placeIn(line, column), rest.join(","));
    }
    return rest.length > 0 ? "" : this.env[name] ?? "";
  }
}
