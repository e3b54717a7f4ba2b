import { BINARY, BITBAKE_REPO, type Scene } from "./harness.ts";
import { Terminal, type TerminalOptions } from "./terminal.ts";

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

/** The menu in a terminal. */
export class MenuTerminal extends Terminal {
  readonly #pidFile: string;

  constructor(s: Scene, options: TerminalOptions) {
    const pidFile = s.path("menu.pid");
    const menu = `sh -c 'echo $$ >"$1"; exec "$0" menu' '${BINARY}' '${pidFile}'`;
    const line = `${menu}; echo "status $?"; stty -a | grep -o -e '-\\?icanon'; sleep 1000`;
    super(s, ["sh", "-c", line], options);
    this.#pidFile = pidFile;
  }

  signal(name: Deno.Signal): void {
    Deno.kill(Number(Deno.readTextFileSync(this.#pidFile)), name);
  }
}

/** Tests the menu of a work directory in a terminal. */
export async function inTerminal(
  s: Scene,
  test: (terminal: MenuTerminal) => Promise<void>,
  options: TerminalOptions = {},
): Promise<void> {
  const terminal = new MenuTerminal(s, options);
  try {
    await test(terminal);
  } finally {
    terminal.close();
  }
}
