import { UserError } from "../base/errors.ts";
import { isManaged, keyHolders, type Repo, resolveRepo, resolveRepos } from "../repo/repo.ts";
import { setupBuildEnvironment } from "./bitbake/build_environment.ts";
import { initialEnvironment } from "./bitbake/initial_environment.ts";
import { ConfigLoader } from "./config/load_config.ts";
import type { Project, ReadyProject, SetupRequest } from "./project.ts";
import { type Session, stopIfCancelled } from "./session.ts";
import { setupDir } from "./bitbake/setup_dir.ts";
import { setupHome } from "./home/setup_home.ts";
import { checkSshKeys, setupSshAgent } from "./home/setup_ssh_agent.ts";
import { STEP_NAMES, type StepName } from "./step_names.ts";
import { checkoutRepos, fetchRepos, patchRepos } from "./repo/repos.ts";
import { writeConfFiles } from "./bitbake/write_conf.ts";

type Step = (session: Session, project: Project, loader: ConfigLoader) => Promise<Project>;

const STEPS: Readonly<Record<StepName, Step>> = {
  setup_dir: async (session, project) => {
    setupDir(session);
    return project;
  },
  setup_ssh_agent: async (session, project) => {
    const agent = await setupSshAgent(session, project.environment);
    return { ...project, environment: { ...project.environment, ...agent } };
  },
  setup_home: async (session, project) => {
    const home = await setupHome(session);
    return { ...project, environment: { ...project.environment, HOME: home } };
  },
  make_non_interactive: async (_session, project) => ({
    ...project,
    environment: { ...project.environment, GIT_TERMINAL_PROMPT: "false" },
  }),
  init_setup_repos: loadConfig,
  repo_setup_loop: async (session, project, loader) => {
    let current = project;
    while (current.missingRepos.length > 0) {
      current = await fetchMissing(session, current, loader);
    }
    return current;
  },
  finish_setup_repos: async (session, project) => {
    const { repos } = ready(session, project);
    return fetchOnce(session, project, repos);
  },
  repos_checkout: async (session, project) => {
    const { config, repos } = ready(session, project);
    const follow = !session.options.skip.has("repos_apply_patches");
    const directories = repos.map((repo) => repo.path);
    const commits = await checkoutRepos(session, project.environment, config, repos, {
      directories,
      keyRepos: repos,
      patchesFollow: follow,
    });
    return { ...project, commits: new Map([...project.commits, ...commits]) };
  },
  repos_apply_patches: async (session, project) => {
    const { repos } = ready(session, project);
    if (!("HOME" in project.environment)) {
      throw new UserError(
        "Invalid combination of arguments: Apply patches requires setup_home",
      );
    }
    await patchRepos(session, project.environment, repos, project.commits);
    return project;
  },
  setup_environ: async (session, project) => {
    const { config, repos } = ready(session, project);
    const build = await setupBuildEnvironment(session, config, repos);
    return { ...project, environment: { ...project.environment, ...build } };
  },
  write_bbconfig: async (session, project) => {
    await writeConfFiles(session, ready(session, project));
    return project;
  },
};

/** Runs the set-up steps that are not skipped. */
export async function setUp(session: Session, request: SetupRequest): Promise<ReadyProject> {
  checkSshKeys(session);
  const loader = new ConfigLoader(session, request.configFiles);
  let project: Project = {
    environment: initialEnvironment(session),
    overrides: request.overrides,
    config: undefined,
    missingRepos: [],
    includeRoots: new Map(),
    fetched: new Set(),
    commits: new Map(),
  };
  for (const name of STEP_NAMES) {
    if (session.options.skip.has(name)) continue;
    stopIfCancelled(session);
    session.log.debug(`execute ${name}`);
    project = await STEPS[name](session, project, loader);
  }
  return ready(session, project);
}

/** The project with all its repositories. @throws UserError if the configuration was never read */
function ready(session: Session, project: Project): ReadyProject {
  const { config } = project;
  if (!config) {
    throw new UserError("the configuration was not read: do not skip init_setup_repos");
  }
  const repos = resolveRepos(config, { settings: session.settings, ...session.options });
  session.log.notes(repos.notes);
  return { ...project, config, repos: repos.value };
}

async function loadConfig(
  session: Session,
  project: Project,
  loader: ConfigLoader,
): Promise<Project> {
  stopIfCancelled(session);
  const loaded = await loader.load(project.environment, project.includeRoots);
  return { ...project, config: loaded.config, missingRepos: loaded.missingRepos };
}

/** One round of the include loop: gets the repositories that includes wait for, and reads on. */
async function fetchMissing(
  session: Session,
  project: Project,
  loader: ConfigLoader,
): Promise<Project> {
  const config = project.config!;
  session.log.debug(`Missing repos for complete config: ${project.missingRepos.join(", ")}`);
  const resolve = (ids: readonly string[]) =>
    ids.filter((id) => config.repos.has(id)).map((id) => {
      const repo = resolveRepo(config, id, { settings: session.settings, ...session.options });
      session.log.notes(repo.notes);
      return repo.value;
    });
  const needed = resolve(project.missingRepos);
  const keyRepos = resolve(keyHolders(config, needed));
  // Signatures are checked before a repository is read: its keys must be there.
  const repos = [
    ...needed,
    ...keyRepos.filter((repo) => isManaged(repo) && !needed.some(({ id }) => id === repo.id)),
  ];
  const fetched = await fetchOnce(session, project, repos);
  const commits = await checkoutRepos(session, project.environment, config, repos, {
    directories: [...project.includeRoots.values(), ...repos.map((repo) => repo.path)],
    keyRepos,
    patchesFollow: false,
  });
  const known = {
    ...fetched,
    commits: new Map([...project.commits, ...commits]),
    includeRoots: new Map([
      ...project.includeRoots,
      ...needed.map((repo) => [repo.id, repo.path] as const),
    ]),
  };
  const next = await loadConfig(session, known, loader);
  if (next.missingRepos.join("\0") === project.missingRepos.join("\0")) {
    throw new UserError(
      "Could not fetch all repos needed by includes. Missing repos: " +
        next.missingRepos.join(", "),
    );
  }
  return next;
}

async function fetchOnce(
  session: Session,
  project: Project,
  repos: readonly Repo[],
): Promise<Project> {
  const key = (repo: Repo) =>
    JSON.stringify([repo.path, repo.url, repo.commit, repo.tag, repo.branch, repo.refspec]);
  const wanted = repos.filter((repo) => !project.fetched.has(key(repo)));
  await fetchRepos(session, project.environment, wanted);
  return { ...project, fetched: new Set([...project.fetched, ...wanted.map(key)]) };
}
