import { type Button, buttonOf, buttonsOf } from "./buttons.ts";
import { onDialogKey } from "./dialog_keys.ts";
import { entriesOf, type Entry } from "./entries.ts";
import type { Key } from "./keys.ts";
import { Choice, KconfigSymbol } from "./model.ts";
import { helpDialog } from "./node_help.ts";
import { isSaved } from "./saved_selection.ts";
import {
  bodySize,
  clamp,
  type Menu,
  type MenuAction,
  type ScreenSize,
  type ScreenState,
} from "./screen.ts";
import { textField } from "./text_field.ts";
import type { Values } from "./values.ts";

/** What a key does: another state, or the end. Values are changed in place. */
export function onKey(
  menu: Menu,
  state: ScreenState,
  key: Key,
  size: ScreenSize,
): ScreenState | MenuAction {
  if (state.dialog) return onDialogKey(menu, state, state.dialog, key, size);
  const { node, cursor } = state.menus.at(-1)!;
  const entries = entriesOf(node, menu.values);
  const at = clamp(cursor, entries.length);
  const move = (to: number) => moveTo(state, clamp(to, entries.length));
  const buttons = buttonsOf(state);
  const page = Math.max(1, bodySize(size).height - 1);
  if (key.kind === "character") return onCharacter(menu, state, entries, at, key.text);
  switch (key.name) {
    case "up":
      return move(at - 1);
    case "down":
      return move(at + 1);
    case "page up":
      return move(at - page);
    case "page down":
      return move(at + page);
    case "home":
      return move(0);
    case "end":
      return move(entries.length - 1);
    case "left":
      return { ...state, button: (state.button + buttons.length - 1) % buttons.length };
    case "right":
    case "tab":
      return { ...state, button: (state.button + 1) % buttons.length };
    case "enter":
      return press(menu, state, entries[at], buttons[state.button]!);
    case "escape":
      return press(menu, state, entries[at], state.menus.length > 1 ? "Return" : "Exit");
    default:
      return state;
  }
}

function moveTo(state: ScreenState, cursor: number): ScreenState {
  const { node } = state.menus.at(-1)!;
  return { ...state, menus: [...state.menus.slice(0, -1), { node, cursor }] };
}

function onCharacter(
  menu: Menu,
  state: ScreenState,
  entries: readonly Entry[],
  cursor: number,
  character: string,
): ScreenState | MenuAction {
  const entry = entries[cursor];
  const button = buttonOf(state, character);
  if (button) return press(menu, state, entry, button);
  if (character === "?") return press(menu, state, entry, "Help");
  if (character === "/") {
    return { ...state, dialog: { kind: "search", field: textField(""), cursor: 0 } };
  }
  if (character === " ") return change(menu.values, state, entry);
  const item = entry?.node.item;
  if ((character === "y" || character === "n") && item instanceof KconfigSymbol) {
    if (item.type === "bool") return setBool(menu.values, state, item, character);
  }
  // Another letter goes to the next entry that starts with it.
  const order = [...entries.keys()].map((index) => (cursor + 1 + index) % entries.length);
  const found = order.find((index) =>
    entries[index]!.prompt.toLowerCase().startsWith(character.toLowerCase())
  );
  return found === undefined ? state : moveTo(state, found);
}

function press(
  { kconfig, values, saved }: Menu,
  state: ScreenState,
  entry: Entry | undefined,
  button: Button,
): ScreenState | MenuAction {
  switch (button) {
    case "Save & Exit":
      return "save";
    case "Build":
      return "build";
    case "Return":
      return { ...state, menus: state.menus.slice(0, -1), button: 0 };
    case "Exit":
      return isSaved(kconfig, values, saved) ? "exit" : { ...state, dialog: { kind: "leave" } };
    case "Help":
      return entry ? { ...state, dialog: helpDialog(entry.node, values) } : state;
    case "Select":
      if (entry?.opens && entry.node.children.length > 0) {
        return { ...state, menus: [...state.menus, { node: entry.node, cursor: 0 }] };
      }
      return change(values, state, entry);
  }
}

/** What Space does to an entry: bools change, other symbols are asked for. */
function change(values: Values, state: ScreenState, entry: Entry | undefined): ScreenState {
  const item = entry?.node.item;
  if (item instanceof Choice && item.optional) {
    values.setEnabled(item, !values.mode(item));
    return state;
  }
  if (!(item instanceof KconfigSymbol)) return state;
  if (item.type === "bool") {
    const next = item.choice || values.text(item) === "n" ? "y" : "n";
    return setBool(values, state, item, next);
  }
  const field = textField(values.text(item));
  return { ...state, dialog: { kind: "input", symbol: item, field, problem: "" } };
}

function setBool(
  values: Values,
  state: ScreenState,
  symbol: KconfigSymbol,
  text: "y" | "n",
): ScreenState {
  if (!symbol.choice || text === "y") values.choose(symbol, text);
  return state;
}
