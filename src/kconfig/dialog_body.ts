import { columnsOf, endOf, wrap } from "../base/columns.ts";
import { printableCells } from "../base/printable.ts";
import { around, type Body, type Line, promptOf } from "./body.ts";
import { type Found, search } from "./entries.ts";
import { KconfigSymbol } from "./model.ts";
import { helpLines, whyHidden } from "./node_help.ts";
import { typeText } from "./range_text.ts";
import type { Dialog, Menu } from "./screen.ts";
import { type TextField, textOf } from "./text_field.ts";
import type { Values } from "./values.ts";

/** The dialog that lies over the menu. */
export function dialogBody(menu: Menu, dialog: Dialog, width: number, height: number): Body {
  switch (dialog.kind) {
    case "text":
      return textBody(dialog, width, height);
    case "leave":
      return leaveBody(menu, width, height);
    case "input":
      return inputBody(menu, dialog, width, height);
    case "search":
      return searchBody(menu, dialog, width, height);
  }
}

type Of<Kind> = Extract<Dialog, { kind: Kind }>;

const WHOLE = { above: false, below: false };

function textBody({ title, text, top }: Of<"text">, width: number, height: number): Body {
  const lines = helpLines(text, width);
  const first = Math.min(top, Math.max(0, lines.length - height));
  return {
    title,
    lines: lines.slice(first, first + height).map((line) => ({ text: line })),
    above: first > 0,
    below: first + height < lines.length,
    status: " Any key closes the text; arrows scroll",
  };
}

function leaveBody({ saved }: Menu, width: number, height: number): Body {
  const question = saved
    ? "Save the configuration?"
    : "Nothing is saved yet. Save the configuration?";
  const answers = ["y: save", "n: leave without saving", "Esc: back to the menu"];
  // Where there is little room, the answers tell the question.
  const lines = [...wrap(question, width), ...answers].slice(-height);
  return { ...WHOLE, title: "Exit", lines: lines.map((text) => ({ text })), status: "" };
}

function inputBody(
  { values }: Menu,
  { symbol, field, problem }: Of<"input">,
  width: number,
  height: number,
): Body {
  const question = wrap(`${symbol.name} (${typeText(values, symbol)}):`, width)
    .map((text): Line => ({ text }));
  const { before, after } = visible(field, width);
  const lines: Line[] = [
    ...question,
    { text: before + after, kind: "field" },
    ...wrap(printableCells(problem), width).map((text): Line => ({ text, kind: "problem" })),
  ];
  // Where there is little room, what is typed and what is wrong with it come first.
  const first = Math.max(0, Math.min(lines.length - height, question.length));
  return {
    ...WHOLE,
    title: symbol.nodes.map(promptOf).find((prompt) => prompt !== "") ?? symbol.name,
    lines: lines.slice(first, first + height),
    status: " Enter accepts, Esc cancels, Ctrl-U and Ctrl-W erase line and word",
    cursor: { row: question.length - first, before },
  };
}

function searchBody(
  { kconfig, values }: Menu,
  { field, cursor }: Of<"search">,
  width: number,
  height: number,
): Body {
  const found = search(kconfig, textOf(field));
  const room = height - 1;
  const excerpt = around(
    cursor,
    found.length,
    room,
    (index) => foundLines(found[index]!, values, width, index === cursor),
  );
  const { before, after } = visible(field, width - 1);
  const none: Line[] = textOf(field) !== "" && found.length === 0
    ? [{ text: "nothing found" }]
    : [];
  return {
    ...excerpt,
    title: "Search",
    lines: [{ text: `/${before}${after}`, kind: "field" }, ...excerpt.lines, ...none],
    status: " Words of a name or prompt; Enter goes there, Esc closes",
    cursor: { row: 0, before: `/${before}` },
  };
}

/** What was found, and what must be met before the menu shows it. */
function foundLines(
  { node, path }: Found,
  values: Values,
  width: number,
  selected: boolean,
): Line[] {
  const name = node.item instanceof KconfigSymbol ? node.item.name : "";
  const title = [name, promptOf(node)].filter((part) => part !== "").join(": ");
  const place = path.slice(1).map(promptOf).join(" > ");
  const text = place ? `${title}  (${place})` : title;
  const hidden = whyHidden(node, values);
  return [
    ...wrap(printableCells(text), width, "  ").map((line) => ({ text: line, selected })),
    ...(hidden ? wrap(printableCells(`  hidden: ${hidden}`), width, "    ") : [])
      .map((line): Line => ({ text: line, kind: "hidden" })),
  ];
}

/** The part of a field that fits, the cursor in it, and behind it some of what follows. */
function visible({ before, after }: TextField, width: number): TextField {
  const behind = Math.min(columnsOf(after), Math.floor(width / 3));
  return { before: endOf(printableCells(before), width - 1 - behind), after };
}
