import { CommandError } from "../base/errors.ts";
import { isManaged, type Repo } from "../repo/repo.ts";
import { stopIfCancelled } from "../run/session.ts";
import { defineCommand } from "./command.ts";
import { openProject, type ProjectRequest } from "./open_project.ts";
import {
  CONFIG_POSITIONAL,
  KEEP_CONFIG_OPTION,
  PRESERVE_ENV_OPTION,
  readProjectRequest,
  SETUP_OPTIONS,
} from "./setup_options.ts";

export interface ForAllReposOptions {
  readonly project: ProjectRequest;
  /** Command line for the shell. */
  readonly commandLine: string;
}

export const forAllRepos = defineCommand<ForAllReposOptions>({
  options: [...SETUP_OPTIONS, PRESERVE_ENV_OPTION, KEEP_CONFIG_OPTION],
  positionals: [
    CONFIG_POSITIONAL,
    {
      name: "command",
      arity: "one",
      help:
        "Command line for the shell, one word. KAS_REPO_NAME, _PATH, _URL, _COMMIT, _BRANCH, _TAG and " +
        "_REFSPEC tell it of the repository.",
    },
  ],
  examples: [
    ["kas for-all-repos kas.yml 'git status'", "In each repository."],
  ],
  read: (args) => ({
    project: readProjectRequest(args),
    commandLine: args.text("command")!,
  }),
  async run(context, { project: request, commandLine }) {
    const { host, log, interrupts } = context;
    const { session, project } = await openProject(context, request);
    // The command may call kas itself.
    session.lock.release();
    for (const repo of project.repos) {
      log.info(`${repo.path}$ ${commandLine}`);
      const status = await interrupts.attachedToStop(() =>
        host.attach({
          argv: ["/bin/sh", "-c", commandLine],
          cwd: repo.path,
          env: { ...project.environment, ...repoVariables(repo) },
        }, interrupts.signal)
      );
      stopIfCancelled(session);
      if (status !== 0) throw new CommandError([commandLine], status);
    }
    return 0;
  },
});

/** What the command is told of the repository it runs in. */
export function repoVariables(repo: Repo): Record<string, string> {
  return {
    KAS_REPO_NAME: repo.name,
    KAS_REPO_PATH: repo.path,
    KAS_REPO_URL: repo.url ?? "",
    KAS_REPO_COMMIT: isManaged(repo) ? repo.commit ?? "" : "",
    KAS_REPO_BRANCH: repo.branch ?? "",
    KAS_REPO_TAG: repo.tag ?? "",
    KAS_REPO_REFSPEC: repo.refspec ?? "",
  };
}
