import { entriesOf, type Entry, type Found, search } from "./entries.ts";
import type { Key } from "./keys.ts";
import { Choice, type Kconfig, KconfigSymbol, type MenuNode } from "./model.ts";
import { typedText, type Values } from "./values.ts";

export type MenuAction = "save" | "build" | "exit";

/** What lies over the menu. */
export type Dialog =
  | { readonly kind: "text"; readonly title: string; readonly text: string; readonly top: number }
  | {
    readonly kind: "input";
    readonly symbol: KconfigSymbol;
    readonly text: string;
    readonly problem: string;
  }
  | { readonly kind: "search"; readonly text: string; readonly cursor: number }
  /** Leaving with changes that are not saved. */
  | { readonly kind: "leave" };

/** One open menu. */
export interface OpenMenu {
  readonly node: MenuNode;
  readonly cursor: number;
}

/** All that the screen shows, but for the values. */
export interface ScreenState {
  /** The open menus, the innermost last. */
  readonly menus: readonly OpenMenu[];
  readonly button: number;
  readonly dialog: Dialog | undefined;
  readonly changed: boolean;
}

export const BUTTONS = ["Select", "Save", "Build", "Exit", "Help"] as const;

export function openScreen(kconfig: Kconfig): ScreenState {
  const menus = [{ node: kconfig.root, cursor: 0 }];
  return { menus, button: 0, dialog: undefined, changed: false };
}

/** What a key does: another state, or the end. Values are changed in place. */
export function onKey(
  kconfig: Kconfig,
  values: Values,
  state: ScreenState,
  key: Key,
): ScreenState | MenuAction {
  if (state.dialog) return onDialogKey(kconfig, values, state, state.dialog, key);
  const entries = entriesOf(current(state).node, values);
  const cursor = clamp(current(state).cursor, entries.length);
  const move = (to: number) => moveTo(state, clamp(to, entries.length));
  const entry = entries[cursor];
  if (key.kind === "character") return onCharacter(values, state, entries, cursor, key.text);
  switch (key.name) {
    case "up":
      return move(cursor - 1);
    case "down":
      return move(cursor + 1);
    case "page up":
      return move(cursor - 10);
    case "page down":
      return move(cursor + 10);
    case "home":
      return move(0);
    case "end":
      return move(entries.length - 1);
    case "left":
      return { ...state, button: (state.button + BUTTONS.length - 1) % BUTTONS.length };
    case "right":
    case "tab":
      return { ...state, button: (state.button + 1) % BUTTONS.length };
    case "enter":
      return press(values, state, entry, BUTTONS[state.button]!);
    case "escape":
      return back(state);
    default:
      return state;
  }
}

const current = (state: ScreenState) => state.menus.at(-1)!;
const clamp = (value: number, length: number) => Math.max(0, Math.min(value, length - 1));

function moveTo(state: ScreenState, cursor: number): ScreenState {
  return { ...state, menus: [...state.menus.slice(0, -1), { ...current(state), cursor }] };
}

/** Out of a menu, or out of the program. */
function back(state: ScreenState): ScreenState | MenuAction {
  if (state.menus.length > 1) return { ...state, menus: state.menus.slice(0, -1), button: 0 };
  return state.changed ? { ...state, dialog: { kind: "leave" } } : "exit";
}

function onCharacter(
  values: Values,
  state: ScreenState,
  entries: readonly Entry[],
  cursor: number,
  character: string,
): ScreenState | MenuAction {
  const entry = entries[cursor];
  const button = BUTTONS.find((name) => name[0] === character && name !== "Select");
  if (button) return press(values, state, entry, button);
  if (character === "?") return press(values, state, entry, "Help");
  if (character === "/") return { ...state, dialog: { kind: "search", text: "", cursor: 0 } };
  if (character === " ") return change(values, state, entry);
  const item = entry?.node.item;
  if ((character === "y" || character === "n") && item instanceof KconfigSymbol) {
    if (item.type === "bool") return setBool(values, state, item, character);
  }
  // Another letter goes to the next entry that starts with it.
  const order = [...entries.keys()].map((index) => (cursor + 1 + index) % entries.length);
  const found = order.find((index) =>
    entries[index]!.prompt.toLowerCase().startsWith(character.toLowerCase())
  );
  return found === undefined ? state : moveTo(state, found);
}

function press(
  values: Values,
  state: ScreenState,
  entry: Entry | undefined,
  button: typeof BUTTONS[number],
): ScreenState | MenuAction {
  switch (button) {
    case "Save":
      return "save";
    case "Build":
      return "build";
    case "Exit":
      return back(state);
    case "Help":
      return entry ? { ...state, dialog: helpDialog(entry.node) } : state;
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
    return { ...state, changed: true };
  }
  if (!(item instanceof KconfigSymbol)) return state;
  if (item.type === "bool") {
    const next = item.choice || values.text(item) === "n" ? "y" : "n";
    return setBool(values, state, item, next);
  }
  const dialog: Dialog = { kind: "input", symbol: item, text: values.text(item), problem: "" };
  return { ...state, dialog };
}

function setBool(
  values: Values,
  state: ScreenState,
  symbol: KconfigSymbol,
  text: "y" | "n",
): ScreenState {
  if (symbol.choice && text === "n") return state;
  values.choose(symbol, text);
  return { ...state, changed: true };
}

function helpDialog(node: MenuNode): Dialog {
  const { item, prompt, location } = node;
  const name = item instanceof KconfigSymbol ? `${item.name} (${item.type})` : "";
  const place = `Defined at ${location.file}:${location.line}`;
  const text = [name, node.help || "No help available.", place]
    .filter((part) => part !== "").join("\n\n");
  return { kind: "text", title: `Help on "${prompt?.text ?? ""}"`, text, top: 0 };
}

function onDialogKey(
  kconfig: Kconfig,
  values: Values,
  state: ScreenState,
  dialog: Dialog,
  key: Key,
): ScreenState | MenuAction {
  const closed = { ...state, dialog: undefined };
  const named = key.kind === "named" ? key.name : undefined;
  if (named === "escape") return closed;
  switch (dialog.kind) {
    case "text": {
      const step = named === "down" ? 1 : named === "up" ? -1 : 0;
      if (step === 0) return closed;
      return { ...state, dialog: { ...dialog, top: Math.max(0, dialog.top + step) } };
    }
    case "leave":
      if (key.kind !== "character") return named === "enter" ? "save" : state;
      return key.text === "y" ? "save" : key.text === "n" ? "exit" : state;
    case "input":
      if (named === "enter") return finishInput(values, state, dialog);
      return { ...state, dialog: { ...dialog, text: edit(dialog.text, key), problem: "" } };
    case "search": {
      const results = search(kconfig, dialog.text);
      if (named === "enter") return goTo(values, closed, results[dialog.cursor]);
      if (named === "down" || named === "up") {
        const cursor = clamp(dialog.cursor + (named === "down" ? 1 : -1), results.length);
        return { ...state, dialog: { ...dialog, cursor } };
      }
      return { ...state, dialog: { kind: "search", text: edit(dialog.text, key), cursor: 0 } };
    }
  }
}

function edit(text: string, key: Key): string {
  if (key.kind === "character") return text + key.text;
  return key.name === "backspace" ? [...text].slice(0, -1).join("") : text;
}

function finishInput(
  values: Values,
  state: ScreenState,
  dialog: Extract<Dialog, { kind: "input" }>,
): ScreenState {
  const { symbol } = dialog;
  const text = typedText(symbol, dialog.text);
  const before = values.text(symbol);
  const invalid = values.choose(symbol, text);
  const problem = invalid ?? (values.text(symbol) === text ? "" : outOfRange(values, symbol));
  if (problem === "") return { ...state, dialog: undefined, changed: true };
  if (!invalid) values.choose(symbol, before);
  return { ...state, dialog: { ...dialog, problem } };
}

function outOfRange(values: Values, symbol: KconfigSymbol): string {
  const range = values.range(symbol);
  if (!range) return "the value has no effect";
  const [low, high] = range.map((limit) =>
    symbol.type === "hex" ? `0x${limit.toString(16)}` : `${limit}`
  );
  return `the value must be from ${low} to ${high}`;
}

/** Opens the menus that lead to what was found; what is not visible shows its help. */
function goTo(values: Values, state: ScreenState, found: Found | undefined): ScreenState {
  if (!found) return state;
  const menus = found.path.map((node, index) => {
    const next = found.path[index + 1] ?? found.node;
    const position = entriesOf(node, values).findIndex((entry) => entry.node === next);
    return { node, cursor: Math.max(position, 0), shown: position >= 0 };
  });
  if (!menus.every((menu) => menu.shown)) return { ...state, dialog: helpDialog(found.node) };
  return { ...state, menus: menus.map(({ node, cursor }) => ({ node, cursor })), button: 0 };
}
