/** What the program of this project is compared with. */
export interface Peer {
  readonly argv: readonly string[];
  /** Its launcher of containers, as far as the options. */
  readonly container: readonly string[];
  /** Whether it has commit, lock and dump; kas 3.1 has none of them. */
  readonly isNew: boolean;
}

/**
 * Finds out what the peer is.
 * @param kas its command line
 * @param script its script kas-container
 */
export function findPeer(kas: string, script: string): Peer {
  const argv = kas.split(" ");
  const isNew = run([...argv, "dump", "--help"]).success;
  return { argv, container: launcher(argv, script), isNew };
}

/**
 * kas's script cannot print what it would run: it starts an engine that does nothing. Another
 * build of this project's program can, and is asked for the same as ours.
 */
function launcher(argv: readonly string[], script: string): readonly string[] {
  return isOurs(argv) ? [...argv, "container", "-n"] : [script];
}

const isOurs = (argv: readonly string[]) =>
  new TextDecoder().decode(run([...argv, "--version"]).stdout).includes("single binary");

function run([program, ...args]: readonly string[]): Deno.CommandOutput {
  return new Deno.Command(program!, { args, cwd: "/" }).outputSync();
}
