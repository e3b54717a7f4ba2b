import { printableCells } from "../base/printable.ts";
import { wrap } from "../base/columns.ts";
import { expressionText } from "./expression_text.ts";
import { Choice, type Expression, KconfigSymbol, type MenuNode, operandsOf } from "./model.ts";
import { toNumber } from "./number.ts";
import { nameAndPlace } from "./place.ts";
import { typeText } from "./range_text.ts";
import type { Dialog } from "./screen.ts";
import type { Values } from "./values.ts";

/** What the help says about an entry of a menu, or about what is in none. */
export function helpDialog(node: MenuNode, values: Values): Dialog {
  const { item, prompt, location } = node;
  const symbol = item instanceof KconfigSymbol ? item : undefined;
  const hidden = whyHidden(node, values);
  const condition = conditionOf(node);
  const always = condition.kind === "constant" && condition.value > 0;
  const parts = [
    symbol && `${symbol.name} (${typeText(values, symbol)})`,
    hidden && `Not shown in the menu: ${hidden}`,
    node.help || "No help available.",
    always ? "" : `Depends on: ${withValues(condition, values)}`,
    `Defined at ${location.file}:${location.line}`,
  ];
  const text = parts.filter((part) => part).join("\n\n");
  return { kind: "text", title: `Help on "${prompt?.text ?? symbol?.name ?? ""}"`, text, top: 0 };
}

/** The lines of a help text on a screen. */
export function helpLines(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => wrap(printableCells(line), width));
}

/** Why the menu does not show an entry: what is not met; undefined if it shows it. */
export function whyHidden(node: MenuNode, values: Values): string | undefined {
  const condition = conditionOf(node);
  const unmet = operands(condition).filter((operand) => values.evaluate(operand) === 0);
  const needs = unmet.map((operand) => {
    const text = withValues(operand, values);
    return operand.kind === "or" && unmet.length > 1 ? `(${text})` : text;
  }).join(" && ");
  if (node.prompt) return needs === "" ? undefined : `needs ${needs}`;
  return needs === "" ? "it has no prompt" : `it has no prompt, and needs ${needs}`;
}

const conditionOf = ({ prompt, dependency }: MenuNode) => prompt?.condition ?? dependency;

const operands = (expression: Expression) =>
  expression.kind === "and" ? operandsOf(expression) : [expression];

/** An expression with the values that its symbols have now, as menuconfig shows it. */
function withValues(expression: Expression, values: Values): string {
  return expressionText(expression, (item) => {
    if (item instanceof Choice) return `${nameAndPlace(item)} [=${values.mode(item) ? "y" : "n"}]`;
    if (item.nodes.length > 0) return `${item.name} [=${values.text(item)}]`;
    return toNumber(item.name, item.type) === undefined ? `${item.name} [undefined]` : item.name;
  });
}
