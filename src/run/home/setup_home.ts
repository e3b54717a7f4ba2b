import { dirname, join, resolve } from "node:path";
import { namedFileMissing } from "../../home/errors.ts";
import {
  HOME_FILE_VARIABLES,
  type HomeFacts,
  type HomeFileVariable,
} from "../../home/home_facts.ts";
import { homePlan } from "../../home/home_plan.ts";
import { perform } from "../perform.ts";
import { readTree } from "../read_tree.ts";
import type { Session } from "../session.ts";

/** Makes the temporary HOME of this run and returns its path; it is removed when the run ends. */
export async function setupHome(session: Session): Promise<string> {
  const { log, settings } = session;
  if (settings.managed) log.info(`Running on ${settings.managed}`);
  const facts = homeFacts(session);
  const home = session.temporary.promise("home", async (path) => {
    await perform(session, homePlan(path, facts));
  });
  // Who only looks at repositories may start no program at all.
  if (!session.options.reads) await session.temporary.keepPromise();
  return home;
}

function homeFacts(session: Session): HomeFacts {
  const { host, settings } = session;
  const userHome = host.env.HOME ?? "/root";
  const texts: Partial<Record<HomeFileVariable, string>> = {};
  for (const variable of HOME_FILE_VARIABLES) {
    const path = host.env[variable];
    if (path) texts[variable] = readNamedFile(session, variable, path);
  }
  const config = host.env.AWS_CONFIG_FILE;
  // In a container the directory with the configuration is not in HOME: look beside it first.
  const caches = [
    ...(config ? [join(dirname(resolve(host.cwd, config)), "sso/cache")] : []),
    join(userHome, ".aws/sso/cache"),
  ];
  const cache = caches.find((path) => host.stat(path)?.kind === "directory");
  return {
    env: host.env,
    managed: settings.managed,
    texts,
    userGitConfig: settings.managed && !host.env.GITCONFIG_FILE
      ? host.readText(join(userHome, ".gitconfig"))
      : undefined,
    sshConfigPresent: host.stat(join(userHome, ".ssh/config")) !== undefined,
    awsSsoCache: cache === undefined ? undefined : readTree(host, host.realPath(cache)),
  };
}

function readNamedFile(session: Session, variable: string, path: string): string {
  const text = session.host.readText(resolve(session.host.cwd, path));
  if (text === undefined) throw namedFileMissing(variable, path);
  return text;
}
