import type { ScreenState } from "./screen.ts";

export type Button = "Select" | "Return" | "Save & Exit" | "Build" | "Exit" | "Help";

const TOP: readonly Button[] = ["Select", "Save & Exit", "Build", "Exit", "Help"];
const BELOW: readonly Button[] = ["Select", "Return", "Save & Exit", "Build", "Exit", "Help"];

/** The buttons below the menu: only from menus in others there is a return. */
export const buttonsOf = ({ menus }: ScreenState) => menus.length > 1 ? BELOW : TOP;

/** The button that a capital letter presses. */
export function buttonOf(state: ScreenState, letter: string): Button | undefined {
  return buttonsOf(state).find((name) => name !== "Select" && name[0] === letter);
}
