import { wrap } from "../base/columns.ts";
import { printableCells } from "../base/printable.ts";
import { around, type Body, type Line } from "./body.ts";
import { entriesOf, type Entry } from "./entries.ts";
import { KconfigSymbol } from "./model.ts";
import { typeText } from "./range_text.ts";
import { clamp, type Menu, type ScreenState } from "./screen.ts";
import type { Values } from "./values.ts";

/** The entries of the innermost menu around the selected one, long ones on several lines. */
export function menuBody(
  { values }: Menu,
  state: ScreenState,
  width: number,
  height: number,
): Body {
  const { node, cursor } = state.menus.at(-1)!;
  const entries = entriesOf(node, values);
  const selected = clamp(cursor, entries.length);
  const excerpt = around(
    selected,
    entries.length,
    height,
    (index) => entryLines(entries[index]!, values, width, index === selected),
  );
  const item = entries[selected]?.node.item;
  return {
    title: "",
    ...excerpt,
    lines: entries.length > 0 ? excerpt.lines : [{ text: "(nothing to choose here)" }],
    status: item instanceof KconfigSymbol
      ? ` ${item.name} (${typeText(values, item)}) = ${values.text(item)}`
      : "",
  };
}

function entryLines(entry: Entry, values: Values, width: number, selected: boolean): Line[] {
  const { mark, indent, prompt, opens, node } = entry;
  const isOff = node.item instanceof KconfigSymbol && values.text(node.item) === "n";
  const arrow = opens ? isOff ? "  ----" : "  --->" : "";
  const text = `${mark.padEnd(3)} ${" ".repeat(indent)}${prompt}${arrow}`;
  const below = " ".repeat(Math.min(4 + indent, Math.floor(width / 2)));
  const kind = opens ? "menu" : node.item === "comment" ? "comment" : undefined;
  return wrap(printableCells(text), width, below)
    .map((line) => ({ text: line, selected, ...(kind ? { kind } : {}) }));
}
