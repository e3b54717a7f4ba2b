import type { Note } from "../base/log.ts";
import { isMap, type Value, type ValueMap } from "../config/value.ts";
import type { Kconfig, KconfigSymbol } from "./model.ts";
import { toNumber } from "./number.ts";
import { isInUse } from "./selection.ts";
import type { Values } from "./values.ts";

/** What an earlier `.config.yaml` says of symbols. */
function savedSelection(saved: ValueMap): ValueMap {
  const selection = saved.get("menu_configuration");
  return isMap(selection) ? selection : new Map();
}

/** Chooses what an earlier `.config.yaml` says. What cannot be chosen is told by name. */
export function restoreSelection(
  kconfig: Kconfig,
  values: Values,
  saved: ValueMap,
  file: string,
): Note[] {
  const notes: Note[] = [];
  for (const [key, value] of savedSelection(saved)) {
    const symbol = kconfig.symbols.get(String(key));
    if (!symbol || symbol.nodes.length === 0) {
      const message = `Ignoring unknown configuration variable ${key} in ${file}`;
      notes.push({ level: "warning", message });
      continue;
    }
    const problem = values.chooseAlone(symbol, savedText(symbol, value));
    if (problem) notes.push({ level: "warning", message: `${file}: ${problem}` });
  }
  return notes;
}

function savedText(symbol: KconfigSymbol, value: Value): string {
  if (symbol.type === "bool") return value === true || value === "y" ? "y" : "n";
  const isNumber = typeof value === "number" || typeof value === "bigint";
  if (symbol.type === "hex" && isNumber) return `0x${value.toString(16)}`;
  return String(value);
}

/** Whether an earlier `.config.yaml` says of all symbols what is selected now, and of no others. */
export function isSaved(kconfig: Kconfig, values: Values, saved: ValueMap | undefined): boolean {
  if (!saved) return false;
  const selection = new Map(savedSelection(saved));
  for (const symbol of kconfig.symbols.values()) {
    if (!isInUse(symbol, values) || values.visibility(symbol) === 0) continue;
    if (!says(selection.get(symbol.name), symbol, values.text(symbol))) return false;
    selection.delete(symbol.name);
  }
  return selection.size === 0;
}

function says(value: Value | undefined, symbol: KconfigSymbol, text: string): boolean {
  const isNumber = symbol.type === "int" || symbol.type === "hex";
  // A number that is not given is not saved.
  if (value === undefined) return isNumber && text === "";
  const saved = savedText(symbol, value);
  if (!isNumber) return saved === text;
  return toNumber(saved, symbol.type) === toNumber(text, symbol.type);
}
