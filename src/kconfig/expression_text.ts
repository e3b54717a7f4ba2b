import { type Expression, type KconfigSymbol, operandsOf } from "./model.ts";
import { nameAndPlace } from "./place.ts";

/** An expression as it stands in Kconfig files. */
export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case "constant":
      return expression.value === 2 ? "y" : "n";
    case "symbol":
      return symbolText(expression.symbol);
    case "choice":
      return nameAndPlace(expression.choice);
    case "not": {
      const { operand } = expression;
      const text = expressionText(operand);
      return operand.kind === "and" || operand.kind === "or" ? `!(${text})` : `!${text}`;
    }
    case "and":
      return operandsOf(expression).map((operand) =>
        operand.kind === "or" ? `(${expressionText(operand)})` : expressionText(operand)
      ).join(" && ");
    case "or":
      return operandsOf(expression).map(expressionText).join(" || ");
    case "compare":
      return `${symbolText(expression.left)} ${expression.operator} ${
        symbolText(expression.right)
      }`;
  }
}

const symbolText = ({ name, constant }: KconfigSymbol) =>
  constant && !["n", "m", "y"].includes(name) ? JSON.stringify(name) : name;
