import { Choice, type Kconfig, KconfigSymbol, type MenuNode } from "./model.ts";
import type { Values } from "./values.ts";

/** One line of a menu. */
export interface Entry {
  readonly node: MenuNode;
  /** The value in its brackets, as menuconfig shows it: [*], (text), -*-. */
  readonly mark: string;
  readonly indent: number;
  readonly prompt: string;
  /** Entering it shows a menu of its own. */
  readonly opens: boolean;
}

/** The visible entries of a menu; choices and dependent symbols stand indented below theirs. */
export function entriesOf(top: MenuNode, values: Values, indent = 0): Entry[] {
  return top.children.flatMap((node): Entry[] => {
    const { item, prompt } = node;
    const typed = !(item instanceof KconfigSymbol) || item.type !== "unknown";
    const shown = typed && prompt !== undefined && values.evaluate(prompt.condition) > 0;
    const isMenu = item === "menu";
    const inline = !isMenu && (item instanceof Choice || !node.menuconfig);
    const entry: Entry[] = shown
      ? [{
        node,
        mark: markOf(node, values),
        indent,
        prompt: item === "comment" ? `*** ${prompt!.text} ***` : prompt!.text,
        opens: isMenu || node.menuconfig && item instanceof KconfigSymbol,
      }]
      : [];
    return inline ? [...entry, ...entriesOf(node, values, indent + 2)] : entry;
  });
}

function markOf({ item }: MenuNode, values: Values): string {
  if (item instanceof Choice) {
    if (!item.optional) return "";
    return values.mode(item) ? "[*]" : "[ ]";
  }
  if (!(item instanceof KconfigSymbol)) return "";
  if (item.type !== "bool") return `(${values.text(item)})`;
  const on = values.text(item) === "y" ? "*" : " ";
  if (item.choice) return `(${on})`;
  return values.isPinned(item) ? `-${on}-` : `[${on}]`;
}

/** A symbol or menu that was found, and the way to it. */
export interface Found {
  readonly node: MenuNode;
  /** Menus from the top to the one that shows it. */
  readonly path: readonly MenuNode[];
}

/** Nodes whose symbol or prompt contains the words, shown or not, in the order of the menu. */
export function search(kconfig: Kconfig, words: string): Found[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (wanted.length === 0) return [];
  const found: Found[] = [];
  const visit = (node: MenuNode, path: readonly MenuNode[]): void => {
    const name = node.item instanceof KconfigSymbol ? node.item.name : "";
    const text = `${name} ${node.prompt?.text ?? ""}`.toLowerCase();
    const named = node.item instanceof KconfigSymbol
      ? node.item.type !== "unknown"
      : node.prompt !== undefined;
    if (named && wanted.every((word) => text.includes(word))) found.push({ node, path });
    const opens = node.item === "menu" ||
      node.menuconfig && node.item instanceof KconfigSymbol;
    for (const child of node.children) visit(child, opens ? [...path, node] : path);
  };
  for (const child of kconfig.root.children) visit(child, [kconfig.root]);
  return found;
}
