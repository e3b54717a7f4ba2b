import type { Kconfig, KconfigSymbol, MenuNode } from "./model.ts";
import type { ValueMap } from "../config/value.ts";
import type { TextField } from "./text_field.ts";
import type { Values } from "./values.ts";

/** What the screen is about. */
export interface Menu {
  readonly kconfig: Kconfig;
  /** Changed in place. */
  readonly values: Values;
  /** The saved configuration; undefined where none is. */
  readonly saved: ValueMap | undefined;
}

export type MenuAction = "save" | "build" | "exit";

/** What lies over the menu. */
export type Dialog =
  | { readonly kind: "text"; readonly title: string; readonly text: string; readonly top: number }
  | {
    readonly kind: "input";
    readonly symbol: KconfigSymbol;
    readonly field: TextField;
    readonly problem: string;
  }
  | { readonly kind: "search"; readonly field: TextField; readonly cursor: number }
  /** Leaving with a selection that is not saved. */
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
}

export function openScreen(kconfig: Kconfig): ScreenState {
  return { menus: [{ node: kconfig.root, cursor: 0 }], button: 0, dialog: undefined };
}

/** Columns and rows of the terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** The room within the frame. */
export function bodySize({ columns, rows }: ScreenSize): { width: number; height: number } {
  return { width: columns - 4, height: rows - 6 };
}

/** An index that is moved, but not out of so many items. */
export const clamp = (index: number, length: number) => Math.max(0, Math.min(index, length - 1));
