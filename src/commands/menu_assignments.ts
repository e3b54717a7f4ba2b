import { didYouMean } from "../base/suggest.ts";
import type { Kconfig } from "../kconfig/model.ts";
import { rangeText } from "../kconfig/range_text.ts";
import { typedText, type Values } from "../kconfig/values.ts";
import { assignmentWithoutEffect, invalidValue, notAnAssignment, unknownSymbol } from "./errors.ts";
import { definedNames } from "./menu_list.ts";

/** A value for a symbol: `JOBS=8`. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** Reads NAME=VALUE. @throws UserError */
export function readAssignment(word: string): Assignment {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
  if (name === undefined) throw notAnAssignment(word);
  return { name, value: value! };
}

/** Chooses what is assigned. @throws UserError if a name is unknown or a value has no effect */
export function assign(
  kconfig: Kconfig,
  values: Values,
  assignments: readonly Assignment[],
): void {
  const chosen = assignments.map(({ name, value }) => {
    const symbol = kconfig.symbols.get(name);
    if (!symbol || symbol.nodes.length === 0) {
      throw unknownSymbol(name, value, didYouMean(name, definedNames(kconfig)));
    }
    const text = typedText(symbol, value);
    const problem = values.chooseAlone(symbol, text);
    if (problem) throw invalidValue(name, value, problem);
    return { name, value, symbol, text };
  });
  for (const { name, value, symbol, text } of chosen) {
    if (values.text(symbol) === text) continue;
    const range = rangeText(values, symbol);
    const reason = values.visibility(symbol) === 0
      ? "what it depends on is not met, or it has no prompt"
      : values.isPinned(symbol)
      ? "other symbols select it"
      : range
      ? `it must be ${range}`
      : "another symbol of its choice is set";
    throw assignmentWithoutEffect(name, value, reason);
  }
}
