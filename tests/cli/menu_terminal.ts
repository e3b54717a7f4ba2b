import assert from "node:assert/strict";
import { BINARY, BITBAKE_REPO, type Scene } from "./harness.ts";

const KCONFIG = `mainmenu "Test build"

config KAS_INCLUDE_MAIN
	string
	default "base.yml"

config KAS_BUILD_SYSTEM
	string
	default "openembedded"

choice
	prompt "Machine"
	default MACHINE_QEMU

config MACHINE_QEMU
	bool "QEMU"
	help
	  An emulated machine.

config MACHINE_BOARD
	bool "Board"

endchoice

config KAS_TARGET_IMAGE
	string
	default "image-qemu" if MACHINE_QEMU
	default "image-board"

menu "Extras"

config DEBUG
	bool "Debugging tools"

config KAS_INCLUDE_DEBUG
	string
	default "debug.yml"
	depends on DEBUG

config JOBS
	int "Number of jobs"
	default 4
	range 1 16
	depends on DEBUG

config BASE_ADDRESS
	hex "Base address"
	default 0x100
	range 0x10 0xffff

config HOST_NAME
	string "Name of the host"
	default "box"

endmenu
`;

/** A project with a menu in the work directory. */
export function prepareMenu(s: Scene): void {
  s.repo("work", {
    ...BITBAKE_REPO,
    Kconfig: KCONFIG,
    "base.yml": "header:\n  version: 14\nrepos:\n  this:\n    layers:\n      meta:\n",
    "debug.yml": "header:\n  version: 14\nmachine: debug\n",
    ".gitignore": "/build\n/.config.yaml*\n",
  });
}

export interface TerminalOptions {
  /** Variables beside those of the scene. */
  readonly env?: Record<string, string>;
  readonly columns?: number;
  readonly rows?: number;
}

/** The menu in a terminal of tmux: keys in, text of the screen out. */
export class Terminal {
  static #count = 0;
  readonly #socket: string;
  readonly #pidFile: string;

  constructor(s: Scene, { env = { LANG: "C.UTF-8" }, columns = 80, rows = 24 }: TerminalOptions) {
    this.#socket = s.path(`tmux${Terminal.#count++}`);
    this.#pidFile = s.path("menu.pid");
    const variables = Object.entries({ ...s.environment(), ...env })
      .flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    const menu = `sh -c 'echo $$ >"$1"; exec "$0" menu' '${BINARY}' '${this.#pidFile}'`;
    const line = `${menu}; echo "status $?"; stty -a | grep -o -e '-\\?icanon'; sleep 1000`;
    const size = ["-x", `${columns}`, "-y", `${rows}`];
    this.#tmux("new-session", "-d", ...size, "-c", s.work, ...variables, "sh", "-c", line);
  }

  #tmux(...args: string[]): string {
    const command = new Deno.Command("tmux", {
      args: ["-S", this.#socket, "-f", "/dev/null", ...args],
      env: { LC_ALL: "C.UTF-8" },
    });
    const output = command.outputSync();
    assert.ok(output.success, new TextDecoder().decode(output.stderr));
    return new TextDecoder().decode(output.stdout);
  }

  /** Presses keys, by tmux's names. */
  keys(...keys: string[]): void {
    this.#tmux("send-keys", ...keys);
  }

  /** Types a text. */
  text(...keys: string[]): void {
    this.#tmux("send-keys", "-l", ...keys);
  }

  resize(columns: number, rows: number): void {
    this.#tmux("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  /** The screen, once it shows what is wanted. */
  async shows(wanted: RegExp): Promise<string> {
    let screen = "";
    for (let round = 0; round < 100; round++) {
      screen = this.#tmux("capture-pane", "-p");
      if (wanted.test(screen)) return screen;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.match(screen, wanted);
    return screen;
  }

  /** The column of the cursor, counted from 0; undefined where none is shown. */
  cursorColumn(): number | undefined {
    const [shown, column] = this.#tmux("display-message", "-p", "#{cursor_flag} #{cursor_x}")
      .trim().split(" ");
    return shown === "1" ? Number(column) : undefined;
  }

  signal(name: Deno.Signal): void {
    Deno.kill(Number(Deno.readTextFileSync(this.#pidFile)), name);
  }

  close(): void {
    this.#tmux("kill-server");
  }
}

/** Tests the menu of a work directory in a terminal. */
export async function inTerminal(
  s: Scene,
  test: (terminal: Terminal) => Promise<void>,
  options: TerminalOptions = {},
): Promise<void> {
  const terminal = new Terminal(s, options);
  try {
    await test(terminal);
  } finally {
    terminal.close();
  }
}
