import { columnsOf } from "../base/columns.ts";
import { promptOf } from "./body.ts";
import { buttonsOf } from "./buttons.ts";
import { dialogBody } from "./dialog_body.ts";
import { menuBody } from "./menu_body.ts";
import { Painter, type ScreenStyle } from "./painter.ts";
import { bodySize, type Menu, type ScreenState } from "./screen.ts";

/** What the terminal is to show. */
export interface Picture {
  /** As many as it has rows, each as wide as it. */
  readonly lines: readonly string[];
  /** Where text is typed, counted from 0; undefined where none is. */
  readonly cursor?: { readonly column: number; readonly row: number };
}

const KEYS = "Arrows move  Enter selects  Space changes  ? help  / search  Esc back";
const FEW_KEYS = "Space sets  ? help  / search";

/** The screen; a pure function of what it shows. */
export function render(menu: Menu, state: ScreenState, style: ScreenStyle): Picture {
  const painter = new Painter(style);
  const { columns, rows } = style;
  if (columns < 30 || rows < 9) {
    const line = (row: number) => painter.fit(row === 0 ? "too small" : "");
    return { lines: Array.from({ length: rows }, (_, row) => line(row)) };
  }
  const { width, height } = bodySize(style);
  const { dialog } = state;
  const body = dialog
    ? dialogBody(menu, dialog, width, height)
    : menuBody(menu, state, width, height);
  const lines = [
    painter.title(state.menus.map(({ node }) => promptOf(node)).join(" > ")),
    painter.fit(` ${columns > KEYS.length ? KEYS : FEW_KEYS}`),
    painter.boxTop(body.title, body.above),
    ...Array.from({ length: height }, (_, row) => painter.boxLine(body.lines[row])),
    painter.boxBottom(body.below),
    painter.buttons(buttonsOf(state), dialog ? undefined : state.button),
    painter.fit(body.status),
  ];
  if (!body.cursor) return { lines };
  const { row, before } = body.cursor;
  return { lines, cursor: { row: 3 + row, column: 2 + columnsOf(painter.shown(before)) } };
}
