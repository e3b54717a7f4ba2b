import { type Choice, type Expression, KconfigSymbol, operandsOf } from "./model.ts";
import { nameAndPlace } from "./place.ts";

/** How an expression names a symbol or a choice. */
type Naming = (item: KconfigSymbol | Choice) => string;

const plainName: Naming = (item) => item instanceof KconfigSymbol ? item.name : nameAndPlace(item);

/** An expression as it stands in Kconfig files. */
export function expressionText(expression: Expression, naming = plainName): string {
  const text = (operand: Expression) => expressionText(operand, naming);
  switch (expression.kind) {
    case "constant":
      return expression.value === 2 ? "y" : "n";
    case "symbol":
      return symbolText(expression.symbol, naming);
    case "choice":
      return naming(expression.choice);
    case "not": {
      const { operand } = expression;
      return operand.kind === "and" || operand.kind === "or"
        ? `!(${text(operand)})`
        : `!${text(operand)}`;
    }
    case "and":
      return operandsOf(expression).map((operand) =>
        operand.kind === "or" ? `(${text(operand)})` : text(operand)
      ).join(" && ");
    case "or":
      return operandsOf(expression).map(text).join(" || ");
    case "compare": {
      const [left, right] = [expression.left, expression.right]
        .map((symbol) => symbolText(symbol, naming));
      return `${left} ${expression.operator} ${right}`;
    }
  }
}

function symbolText(symbol: KconfigSymbol, naming: Naming): string {
  const { name, constant } = symbol;
  if (!constant) return naming(symbol);
  return ["n", "m", "y"].includes(name) ? name : JSON.stringify(name);
}
