import type { Environment } from "../base/command.ts";
import type { Config } from "../config/config.ts";
import { configurationNotRead, includesUnreachable } from "../config/errors.ts";
import { notFetched, patchesNeedHome } from "../repo/errors.ts";
import { isManaged, keyHolders, type Repo } from "../repo/repo.ts";
import { resolveRepos, withoutAbsences } from "../repo/resolve_repos.ts";
import { premirrorNotes } from "../repo/url.ts";
import { accept } from "./accept.ts";
import { initialEnvironment } from "./bitbake/initial_environment.ts";
import { setupDir } from "./bitbake/setup_dir.ts";
import { ConfigLoader } from "./config/load_config.ts";
import { hasSshKeys } from "./home/has_ssh_keys.ts";
import type { Project, ReadyProject, SetupRequest } from "./project.ts";
import { type Session, stopIfCancelled } from "./session.ts";
import { STEP_NAMES, type StepName } from "./step_names.ts";
import { Failures } from "./repo/failures.ts";
import { refuseOverlap } from "./repo/local_repos.ts";
import { resolveKnown } from "./repo/resolve_known.ts";
import type { Repos } from "./repo/repos.ts";
import { Tools } from "./tools.ts";

// What not every run needs is loaded when it does: to read the code costs more than to run it.
const buildEnvironment = () => import("./bitbake/build_environment.ts");
const confFiles = () => import("./bitbake/write_conf.ts");
const home = () => import("./home/setup_home.ts");
const sshAgent = () => import("./home/setup_ssh_agent.ts");
const repositories = () => import("./repo/repos.ts");

/** What steps hand on apart from the project: what they work with. */
interface Hands {
  readonly loader: ConfigLoader;
  /** What works on the project's repositories, once they are known. */
  repos?: Repos;
  /** The run ends with them when the other repositories are set up. */
  readonly failures: Failures;
}

type Step = (session: Session, project: Project, hands: Hands) => Promise<Project>;

const STEPS: Readonly<Record<StepName, Step>> = {
  setup_dir: async (session, project) => {
    await setupDir(session);
    return project;
  },
  setup_ssh_agent: async (session, project) => {
    if (!hasSshKeys(session.host.env)) return project;
    const { setupSshAgent } = await sshAgent();
    const agent = await setupSshAgent(new Tools(session, project.environment));
    return { ...project, environment: { ...project.environment, ...agent } };
  },
  setup_home: async (session, project) => {
    const { setupHome } = await home();
    const HOME = await setupHome(session);
    return { ...project, environment: { ...project.environment, HOME } };
  },
  make_non_interactive: async (_session, project) => ({
    ...project,
    environment: { ...project.environment, GIT_TERMINAL_PROMPT: "false" },
  }),
  init_setup_repos: (session, project, { loader }) => loadConfig(session, project, loader),
  repo_setup_loop: async (session, project, { loader }) => {
    if (session.options.source !== "fetched") {
      if (project.missingRepos.length === 0) return project;
      const { readPresent } = await import("./config/read_present.ts");
      return await readPresent(session, project, (next) => loadConfig(session, next, loader));
    }
    let current = project;
    while (current.missingRepos.length > 0) {
      current = await fetchMissing(session, current, loader);
    }
    return current;
  },
  finish_setup_repos: async (session, project, hands) => {
    const at = ready(session, project);
    if (at.repos.length === 0) return at;
    if (session.options.source !== "fetched") {
      const { requirePresent } = await import("./repo/require_present.ts");
      await requirePresent(session, at);
      return at;
    }
    const { reposOf } = await repositories();
    hands.repos = await reposOf(session, at);
    if (!session.options.skip.has("repos_checkout")) hands.repos.askAhead();
    const fetched = await hands.failures.tolerate(fetchOnce(hands.repos, at, at.repos));
    return { ...at, fetched: fetched ?? at.fetched };
  },
  repos_checkout: async (session, project, hands) => {
    const at = ready(session, project);
    if (at.repos.length === 0) return at;
    const { reposOf } = await repositories();
    const { reads, skip } = session.options;
    const whole = hands.failures.unharmed(at.config, at.repos);
    for (const repo of whole.filter(isManaged)) {
      if (session.host.stat(repo.path) === undefined) throw notFetched(repo);
    }
    // The answers of git come later than this code is read.
    if (!skip.has("setup_environ")) void buildEnvironment();
    if (!skip.has("write_bbconfig")) void confFiles();
    const purpose = reads ? "look" : skip.has("repos_apply_patches") ? "build" : "patch";
    const repos = hands.repos ?? await reposOf(session, at);
    const commits = new Map(at.commits);
    const checkout = repos.checkOut(at.config, whole, at.repos, purpose, commits);
    await hands.failures.tolerate(checkout);
    if (session.settings.imported) {
      const { placeSubmodules } = await import("./bundle/place_submodules.ts");
      await placeSubmodules(session, whole);
    }
    return { ...at, commits };
  },
  repos_apply_patches: async (session, project, hands) => {
    const at = ready(session, project);
    if (!("HOME" in at.environment)) throw patchesNeedHome();
    if (at.repos.every(({ patches }) => patches.length === 0)) return at;
    const { reposOf } = await repositories();
    const repos = await reposOf(session, at);
    const whole = hands.failures.unharmed(at.config, at.repos);
    await hands.failures.tolerate(repos.patch(whole, at.commits));
    return at;
  },
  setup_environ: async (session, project) => {
    const at = ready(session, project);
    const { setupBuildEnvironment } = await buildEnvironment();
    const build = await setupBuildEnvironment(session, at.config, at.repos);
    return { ...at, environment: { ...at.environment, ...build } };
  },
  write_bbconfig: async (session, project) => {
    const at = ready(session, project);
    const { writeConfFiles } = await confFiles();
    await writeConfFiles(session, at);
    return at;
  },
};

/** The steps that go on with the other repositories when some have failed. */
const ON_REPOSITORIES: readonly StepName[] = ["repos_checkout", "repos_apply_patches"];

/** Runs the set-up steps that are not skipped. @throws UserError with all that has failed */
export async function setUp(session: Session, request: SetupRequest): Promise<ReadyProject> {
  if (hasSshKeys(session.host.env)) (await sshAgent()).checkSshKeys(session);
  if (session.options.holds) await session.lock.take();
  session.log.notes(premirrorNotes(session.settings.premirrors));
  return ready(session, await runSteps(session, request, STEP_NAMES));
}

/** The environment of programs before the project is known, as these steps make it. */
export async function setUpEnvironment(
  session: Session,
  request: SetupRequest,
  steps: readonly StepName[],
): Promise<Environment> {
  return (await runSteps(session, request, steps)).environment;
}

async function runSteps(
  session: Session,
  request: SetupRequest,
  steps: readonly StepName[],
): Promise<Project> {
  const loader = new ConfigLoader(session, request.configFiles, request.local);
  const hands: Hands = { loader, failures: new Failures() };
  let project: Project = {
    environment: initialEnvironment(session),
    overrides: request.overrides,
    local: request.local,
    config: undefined,
    repos: undefined,
    missingRepos: [],
    includeRoots: request.local,
    fetched: new Set(),
    commits: new Map(),
  };
  try {
    for (const name of steps) {
      if (session.options.skip.has(name)) continue;
      stopIfCancelled(session);
      if (hands.failures.any && !ON_REPOSITORIES.includes(name)) break;
      session.log.debug(`execute ${name}`);
      project = await STEPS[name](session, project, hands);
    }
    hands.failures.tell();
    return project;
  } catch (error) {
    throw hands.failures.inFull(error, project.config);
  }
}

/** The project with its repositories. @throws UserError if the configuration was never read */
function ready(session: Session, project: Project): ReadyProject {
  const { config, repos } = project;
  if (!config) throw configurationNotRead();
  return { ...project, config, repos: repos ?? allRepos(session, project, config) };
}

function allRepos(session: Session, { local, missingRepos }: Project, config: Config) {
  const { host, log, settings, options } = session;
  const checked = resolveRepos(config, { settings, ...options, local });
  const repos = accept(log, missingRepos.length > 0 ? withoutAbsences(checked) : checked);
  refuseOverlap(host, local, repos);
  return repos;
}

async function loadConfig(
  session: Session,
  project: Project,
  loader: ConfigLoader,
): Promise<Project> {
  stopIfCancelled(session);
  const { config, missingRepos } = await loader.load(project.environment, project.includeRoots);
  return { ...project, config, missingRepos, repos: undefined };
}

/** One round of the include loop: gets the repositories that includes wait for, and reads on. */
async function fetchMissing(
  session: Session,
  project: Project,
  loader: ConfigLoader,
): Promise<Project> {
  const config = project.config!;
  session.log.debug(`Missing repos for complete config: ${project.missingRepos.join(", ")}`);
  const { local } = project;
  const resolve = (ids: readonly string[]) => resolveKnown(session, config, local, ids);
  const needed = resolve(project.missingRepos);
  const keyRepos = resolve(keyHolders(config, needed));
  // Signatures are checked before a repository is read: its keys must be there.
  const wanted = [
    ...needed,
    ...keyRepos.filter((repo) => isManaged(repo) && !needed.some(({ id }) => id === repo.id)),
  ];
  refuseOverlap(session.host, local, wanted);
  const tools = new Tools(session, project.environment);
  const { Repos } = await repositories();
  const repos = await Repos.of(tools, wanted, [...project.includeRoots.values()]);
  const fetched = await fetchOnce(repos, project, wanted);
  const commits = new Map(project.commits);
  await repos.checkOut(config, wanted, keyRepos, "include", commits);
  const next = await loadConfig(session, {
    ...project,
    fetched,
    commits,
    includeRoots: new Map([
      ...project.includeRoots,
      ...needed.map((repo) => [repo.id, repo.path] as const),
    ]),
  }, loader);
  if (next.missingRepos.join("\0") === project.missingRepos.join("\0")) {
    throw includesUnreachable(next.config!, next.missingRepos);
  }
  return next;
}

/** Fetches what was not fetched as it is configured now; returns all that was. */
async function fetchOnce(
  repos: Repos,
  { fetched }: Project,
  wanted: readonly Repo[],
): Promise<ReadonlySet<string>> {
  const key = (repo: Repo) =>
    JSON.stringify([repo.path, repo.url, repo.commit, repo.tag, repo.branch, repo.refspec]);
  const missing = wanted.filter((repo) => !fetched.has(key(repo)));
  await repos.fetch(missing);
  return new Set([...fetched, ...missing.map(key)]);
}
