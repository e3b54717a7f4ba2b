import { join, resolve } from "node:path";
import { type Environment, quoteWord } from "../../base/command.ts";
import {
  namedFileMissing,
  sshKeyRefused,
  sshToolMissing,
  twoSshAgents,
} from "../../home/errors.ts";
import { hasSshKeys } from "./has_ssh_keys.ts";
import { startSshAgent } from "./ssh_agent.ts";
import type { Session } from "../session.ts";
import type { Tools } from "../tools.ts";

/** @throws UserError if keys are given together with an agent that may hold others */
export function checkSshKeys({ host }: Session): void {
  if (hasSshKeys(host.env) && host.env.SSH_AUTH_SOCK !== undefined) throw twoSshAgents();
}

/**
 * Starts an agent with the keys of SSH_PRIVATE_KEY and SSH_PRIVATE_KEY_FILE, if one is set;
 * it ends with the run. A managed environment has no known hosts and nobody to ask: there
 * host keys are not checked, by a configuration of our own that leaves ~/.ssh alone.
 * @returns the variables that programs find the agent by
 */
export async function setupSshAgent(tools: Tools): Promise<Environment> {
  const { session } = tools;
  const keys = readKeys(session);
  if (keys.length === 0) return {};
  const { log, settings } = session;
  for (const tool of ["ssh", "ssh-add", "ssh-agent"]) {
    if (!tools.isInstalled(tool)) throw sshToolMissing(tool);
  }
  const directory = session.temporary.make("ssh");
  const agent = await startSshAgent(tools, directory);
  for (const { source, text } of keys) {
    log.info(`adding SSH key from ${source}`);
    // Without a line break at the end, ssh-add takes the key for one with a passphrase.
    const stdin = text.replace(/\n*$/, "\n");
    const options = { env: agent, stdin };
    const added = await tools.run(["ssh-add", "-q", "-"], settings.workDir, options);
    if (added.status !== 0) throw sshKeyRefused(source, added.stderr.trim());
  }
  return settings.managed ? { ...agent, ...withoutHostKeys(session, directory) } : agent;
}

function readKeys({ host }: Session): { source: string; text: string }[] {
  const { SSH_PRIVATE_KEY, SSH_PRIVATE_KEY_FILE } = host.env;
  const keys = [];
  if (SSH_PRIVATE_KEY) keys.push({ source: "env-var 'SSH_PRIVATE_KEY'", text: SSH_PRIVATE_KEY });
  if (SSH_PRIVATE_KEY_FILE) {
    const text = host.readText(resolve(host.cwd, SSH_PRIVATE_KEY_FILE));
    if (text === undefined) throw namedFileMissing("SSH_PRIVATE_KEY_FILE", SSH_PRIVATE_KEY_FILE);
    keys.push({ source: `file '${SSH_PRIVATE_KEY_FILE}'`, text });
  }
  return keys;
}

/** A configuration for ssh (ssh_config(5)): the user's own counts first, then ours. */
function withoutHostKeys({ host }: Session, directory: string): Environment {
  const users = join(host.env.HOME ?? "/root", ".ssh/config");
  const file = join(directory, "config");
  const text = [
    `Include "${users}"`,
    "Host *",
    "  StrictHostKeyChecking no",
    `  UserKnownHostsFile "${join(directory, "known_hosts")}"`,
    "",
  ];
  host.write(file, text.join("\n"), 0o600);
  return { GIT_SSH_COMMAND: `ssh -F ${quoteWord(file)}` };
}
