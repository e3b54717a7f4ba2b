import { Cancelled } from "../../base/errors.ts";
import type { Settings } from "../../config/settings.ts";
import type { Host } from "../../host/host.ts";
import { noTerminal } from "../../kconfig/errors.ts";
import { decodeKeys } from "../../kconfig/keys.ts";
import { onKey } from "../../kconfig/menu_keys.ts";
import type { ScreenStyle } from "../../kconfig/painter.ts";
import { render } from "../../kconfig/render.ts";
import { type Menu, type MenuAction, openScreen } from "../../kconfig/screen.ts";
import type { Interrupts } from "../interrupts.ts";

/** What the menu is shown with. */
interface MenuTerminal {
  readonly host: Host;
  readonly interrupts: Interrupts;
  readonly settings: Settings;
}

/**
 * Shows the menu until the user saves, builds or leaves. The terminal is given back
 * however that ends. @throws Cancelled on Ctrl-C, on signals and when the terminal is gone
 */
export async function showMenu(
  { host, interrupts, settings }: MenuTerminal,
  menu: Menu,
): Promise<MenuAction> {
  if (!host.isTerminal("stdin") || !host.isTerminal("stdout") || host.env.TERM === "dumb") {
    throw noTerminal();
  }
  let state = openScreen(menu.kconfig);
  const screen = host.openFullScreen();
  const draw = () => {
    const { lines, cursor } = render(menu, state, screenStyle(host, settings));
    screen.draw(lines, cursor);
  };
  host.onSignal("SIGWINCH", draw);
  try {
    while (true) {
      draw();
      const typed = await screen.read(interrupts.signal);
      if (typed === undefined) throw new Cancelled();
      for (const key of decodeKeys(typed)) {
        if (key.kind === "named" && key.name === "interrupt") throw new Cancelled();
        const next = onKey(menu, state, key, host.terminalSize());
        if (typeof next === "string") return next;
        state = next;
      }
    }
  } finally {
    host.offSignal("SIGWINCH", draw);
    screen.close();
  }
}

function screenStyle(host: Host, { colour }: Settings): ScreenStyle {
  const { env } = host;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return {
    ...host.terminalSize(),
    colour: colour !== "never" && !/^(?:vt\d|.*-m(?:ono)?$)/.test(env.TERM ?? "vt100"),
    unicode: /utf-?8/i.test(locale),
  };
}
