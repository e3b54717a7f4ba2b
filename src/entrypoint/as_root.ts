import type { Command } from "../base/command.ts";
import type { Action } from "../base/plan.ts";
import type { EntrypointFacts } from "./facts.ts";
import { rootEnvironment } from "./root_environment.ts";

/**
 * Runs command lines as root: directly, or through sudo where the image starts as another user.
 * An image without sudo goes on without them, and tells so once.
 * @param purpose what does not work then
 */
export function asRoot(
  facts: Pick<EntrypointFacts, "env" | "uid" | "sudo">,
  purpose: string,
  commands: readonly Pick<Command, "argv" | "stdin">[],
): Action[] {
  if (commands.length === 0) return [];
  if (facts.uid !== 0 && !facts.sudo.installed) {
    const message = `${purpose}: this needs root, and the image has no sudo (start the container ` +
      "with --user=root, or use an image that has sudo)";
    return [{ kind: "log", level: "warning", message }];
  }
  const sudo = facts.uid === 0 ? [] : ["sudo"];
  const env = rootEnvironment(facts.env);
  return commands.map((command) => ({
    kind: "run",
    command: { ...command, argv: [...sudo, ...command.argv], cwd: "/", env },
  }));
}
