import { Choice, type KconfigSymbol } from "./model.ts";

/** A symbol or choice with all places of its definition, as kconfiglib names it in warnings. */
export function nameAndPlace(item: KconfigSymbol | Choice): string {
  const name = item instanceof Choice ? `<choice${item.name ? ` ${item.name}` : ""}>` : item.name;
  const places = item.nodes.map(({ location }) => `${location.file}:${location.line}`);
  return `${name} (${places.length > 0 ? `defined at ${places.join(", ")}` : "undefined"})`;
}
