import { printableLine } from "../base/printable.ts";
import type { Value } from "../config/value.ts";
import { jsonDocument } from "../config/write_json.ts";
import type { Kconfig } from "../kconfig/model.ts";
import type { Values } from "../kconfig/values.ts";

/** The symbols that can be set, in the order of their definition. */
export function definedNames(kconfig: Kconfig): string[] {
  return [...kconfig.symbols.values()].filter((symbol) => symbol.nodes.length > 0)
    .map((symbol) => symbol.name);
}

/** What `kas menu --list` prints. */
export function listText(kconfig: Kconfig, values: Values, json: boolean): string {
  const symbols = definedNames(kconfig).map((name) => kconfig.symbols.get(name)!);
  if (json) {
    const entries = symbols.map((symbol): [string, Value] => [
      symbol.name,
      new Map<string, Value>([
        ["type", symbol.type],
        ["value", values.text(symbol)],
        ["visibility", values.visibility(symbol)],
      ]),
    ]);
    return jsonDocument(new Map(entries));
  }
  return symbols.map((symbol) =>
    `${symbol.name}=${printableLine(values.text(symbol))}  # ${symbol.type}${
      values.visibility(symbol) ? "" : ", not visible"
    }\n`
  ).join("");
}
