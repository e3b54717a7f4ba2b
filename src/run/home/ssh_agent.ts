import { join } from "node:path";
import type { Environment } from "../../base/command.ts";
import { sshAgentFailed } from "../../home/errors.ts";
import { stopIfCancelled } from "../session.ts";
import type { Tools } from "../tools.ts";

/**
 * An agent that ends when its input does: kas holds the other end, so that it does not outlive
 * kas, however that ends. Prints the agent's number. Argument: the socket.
 */
const AGENT = 'ssh-agent -D -a "$1" >/dev/null & echo $!; read -r _; kill $!; wait';
/** How long an agent may take to start, in milliseconds. */
const PATIENCE = 5000;

/**
 * Starts an ssh agent without keys, which ends with the run.
 * @param directory a private one, for its socket
 * @returns the variables that programs find it by
 * @throws UserError if it does not start
 */
export async function startSshAgent(tools: Tools, directory: string): Promise<Environment> {
  const { session } = tools;
  const { host } = session;
  const socket = join(directory, "agent");
  const stop = new AbortController();
  let pid: string | undefined;
  let words: string | undefined;
  const running = tools.background(["sh", "-c", AGENT, "sh", socket], stop.signal, (line) => {
    pid ??= line;
  }).then(({ stderr }) => words = stderr.trim());
  session.cleanups.push(async () => {
    stop.abort();
    await running;
  });
  const end = host.now().getTime() + PATIENCE;
  while (pid === undefined || host.lstat(socket)?.kind !== "socket") {
    stopIfCancelled(session);
    if (words !== undefined || host.now().getTime() > end) {
      throw sshAgentFailed(words ?? "no answer");
    }
    await host.sleep(5, session.cancel);
  }
  return { SSH_AUTH_SOCK: socket, SSH_AGENT_PID: pid };
}
