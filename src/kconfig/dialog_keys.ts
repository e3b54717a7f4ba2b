import { entriesOf, type Found, search } from "./entries.ts";
import type { Key } from "./keys.ts";
import type { KconfigSymbol } from "./model.ts";
import { helpDialog, helpLines } from "./node_help.ts";
import { rangeText } from "./range_text.ts";
import {
  bodySize,
  clamp,
  type Dialog,
  type Menu,
  type MenuAction,
  type ScreenSize,
  type ScreenState,
} from "./screen.ts";
import { edit, textOf } from "./text_field.ts";
import { typedText, type Values } from "./values.ts";

/** What a key does to the dialog that lies over the menu. Values are changed in place. */
export function onDialogKey(
  menu: Menu,
  state: ScreenState,
  dialog: Dialog,
  key: Key,
  size: ScreenSize,
): ScreenState | MenuAction {
  const closed = { ...state, dialog: undefined };
  const named = key.kind === "named" ? key.name : undefined;
  if (named === "escape") return closed;
  const { width, height } = bodySize(size);
  switch (dialog.kind) {
    case "text": {
      const last = Math.max(0, helpLines(dialog.text, width).length - height);
      const top = moved(Math.min(dialog.top, last), named, height, last + 1) ??
        (named === "home" ? 0 : named === "end" ? last : undefined);
      return top === undefined ? closed : { ...state, dialog: { ...dialog, top } };
    }
    case "leave":
      if (key.kind !== "character") return named === "enter" ? "save" : state;
      return key.text === "y" ? "save" : key.text === "n" ? "exit" : state;
    case "input":
      if (named === "enter") return finishInput(menu.values, state, dialog);
      return { ...state, dialog: { ...dialog, field: edit(dialog.field, key), problem: "" } };
    case "search": {
      const results = search(menu.kconfig, textOf(dialog.field));
      if (named === "enter") return goTo(menu.values, closed, results[dialog.cursor]);
      const to = moved(dialog.cursor, named, height, results.length);
      if (to !== undefined) return { ...state, dialog: { ...dialog, cursor: to } };
      const field = edit(dialog.field, key);
      const cursor = textOf(field) === textOf(dialog.field) ? dialog.cursor : 0;
      return { ...state, dialog: { kind: "search", field, cursor } };
    }
  }
}

/** Where a key moves to among so many items; undefined if it is none that moves up or down. */
function moved(
  from: number,
  key: string | undefined,
  height: number,
  length: number,
): number | undefined {
  const page = Math.max(1, height - 1);
  const step = { "up": -1, "down": 1, "page up": -page, "page down": page }[key ?? ""];
  return step === undefined ? undefined : clamp(from + step, length);
}

function finishInput(
  values: Values,
  state: ScreenState,
  dialog: Extract<Dialog, { kind: "input" }>,
): ScreenState {
  const { symbol } = dialog;
  const text = typedText(symbol, textOf(dialog.field));
  const before = values.text(symbol);
  const invalid = values.choose(symbol, text);
  const problem = invalid ?? (values.text(symbol) === text ? "" : withoutEffect(values, symbol));
  if (problem === "") return { ...state, dialog: undefined };
  if (!invalid) values.choose(symbol, before);
  return { ...state, dialog: { ...dialog, problem } };
}

function withoutEffect(values: Values, symbol: KconfigSymbol): string {
  const range = rangeText(values, symbol);
  return range ? `the value must be ${range}` : "the value has no effect";
}

/** Opens the menus that lead to what was found; what is not shown there is told about. */
function goTo(values: Values, state: ScreenState, found: Found | undefined): ScreenState {
  if (!found) return state;
  const menus = found.path.map((node, index) => {
    const next = found.path[index + 1] ?? found.node;
    const position = entriesOf(node, values).findIndex((entry) => entry.node === next);
    return { node, cursor: Math.max(position, 0), shown: position >= 0 };
  });
  if (!menus.every((menu) => menu.shown)) {
    return { ...state, dialog: helpDialog(found.node, values) };
  }
  return { ...state, menus: menus.map(({ node, cursor }) => ({ node, cursor })), button: 0 };
}
