import { dirname } from "node:path";
import { chooseImage } from "../../container/image.ts";
import type { Host } from "../../host/host.ts";
import { buildDigest } from "../../matrix/build_digest.ts";
import type { MatrixEntry } from "../../matrix/entry.ts";
import { entryNames } from "../../matrix/entry_names.ts";
import { askedMachines, type Candidate, checkMachines, ownMachine } from "../../matrix/machines.ts";
import { unknowns } from "../../matrix/unknowns.ts";
import { initialEnvironment } from "../bitbake/initial_environment.ts";
import { readImagePin } from "../container/image.ts";
import { setupHome } from "../home/setup_home.ts";
import { Problems } from "../problems.ts";
import type { Session } from "../session.ts";
import { expandPattern } from "./expand_pattern.ts";
import { ProjectReader } from "./project_reader.ts";

type Unnamed = Omit<MatrixEntry, "name">;

/**
 * The builds that patterns of project files stand for, each once, in their order.
 * @param options machines that the command line names; none: each project's own
 * @throws UserError with all that is wrong with any of them
 */
export async function findEntries(
  session: Session,
  patterns: readonly string[],
  options: readonly string[],
): Promise<MatrixEntry[]> {
  const problems = new Problems();
  const { env } = session.host;
  const machines = askedMachines(options, env);
  await problems.collect(() => checkMachines(machines));
  const candidates = new Map<string, Candidate>();
  for (const pattern of patterns) {
    const found = await problems.collect(() => expandPattern(session, pattern));
    for (const candidate of found ?? []) candidates.set(candidate.config, candidate);
  }
  const HOME = await setupHome(session);
  const environment = { ...initialEnvironment(session), HOME, GIT_TERMINAL_PROMPT: "false" };
  const reader = new ProjectReader(session, environment);
  const found: Unnamed[] = [];
  for (const candidate of candidates.values()) {
    const entries = await problems.collect(() =>
      read(session.host, reader, candidate, machines.names)
    );
    found.push(...entries ?? []);
  }
  problems.throwAll();
  const names = entryNames(found);
  return found.map((entry, index) => ({ ...entry, name: names[index]! }));
}

async function read(
  host: Host,
  reader: ProjectReader,
  candidate: Candidate,
  asked: readonly string[],
): Promise<Unnamed[]> {
  const { env } = host;
  const facts = await reader.read(candidate);
  const machines = asked.length > 0 ? asked : [ownMachine(candidate, facts)];
  const { config } = facts;
  const directory = dirname(candidate.files[0]!);
  const pin = await readImagePin(host, directory, host.realPath(config.topRepo));
  const image = chooseImage(config.buildSystem, env, pin).reference;
  return machines.map((machine) => ({
    config: candidate.config,
    machine,
    digest: buildDigest(facts, machine, env),
    image,
    unknown: unknowns(facts),
  }));
}
