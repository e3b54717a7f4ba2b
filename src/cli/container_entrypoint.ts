import { EXIT } from "../base/errors.ts";
import { describePlan } from "../base/plan.ts";
import { printableMessage } from "../base/printable.ts";
import { idMapNotFound } from "../commands/errors.ts";
import { COMMAND_NAMES } from "../commands/table.ts";
import { parsePasswd } from "../entrypoint/accounts.ts";
import {
  entrypointPlan,
  subordinateOwners,
  subordinateTexts,
} from "../entrypoint/entrypoint_plan.ts";
import { BUILDER } from "../entrypoint/image_layout.ts";
import type { Host } from "../host/host.ts";
import { gatherEntrypointFacts } from "../run/entrypoint/entrypoint_facts.ts";
import { Log } from "../run/log.ts";
import { perform } from "../run/perform.ts";
import { guard, type Voice } from "./guard.ts";
import { type IdMapOptions, parseEntrypoint } from "./parse_entrypoint.ts";

/** Runs the container's entrypoint; the process usually becomes kas or a shell. */
export async function runEntrypoint(host: Host, argv: readonly string[]): Promise<number> {
  const log = new Log(host, "warning");
  const voice: Voice = {
    userCode: EXIT.launcher,
    // What the user asked of kas-container is told in its name.
    error: (message) => {
      const line = message.replace(/^(?!kas-container: )/, "container-entrypoint: ");
      host.printError(`${printableMessage(line)}\n`);
    },
    debug: (message) => log.debug(message),
  };
  return await guard(host, voice, async () => {
    const request = parseEntrypoint(argv, host.env.USER_ID !== undefined);
    if (request.kind === "idmap") {
      host.print(idMapText(host, request.options));
      return EXIT.ok;
    }
    const plan = entrypointPlan(request.argv, gatherEntrypointFacts(host), COMMAND_NAMES);
    if (request.kind === "run") return await perform({ host, log }, plan);
    for (const line of describePlan(plan, host)) host.print(`${line}\n`);
    return EXIT.ok;
  });
}

/** What would be written for builder: the lines of /etc/subuid, an empty line, those of /etc/subgid. */
function idMapText(host: Host, options: IdMapOptions): string {
  const read = (file: string) => {
    const text = host.readText(file);
    if (text === undefined) throw idMapNotFound(file);
    return text;
  };
  const passwd = host.readText("/etc/passwd") ?? "";
  const user = options.user ?? BUILDER;
  const account = parsePasswd(passwd).find((entry) => entry.name === user);
  const uid = options.uid ?? account?.uid ?? host.uid;
  const owners = subordinateOwners(passwd, uid).map((name) => name === BUILDER ? user : name);
  const texts = subordinateTexts({
    uidMap: read(options.uidMap ?? "/proc/self/uid_map"),
    gidMap: read(options.gidMap ?? "/proc/self/gid_map"),
    uid,
    gid: options.gid ?? account?.gid ?? host.gid,
    // With a uid on the command line the question is about a made-up user, not this machine's.
    owners: options.uid === undefined ? owners : [user],
    subuid: options.subuid ?? host.env.KAS_SUBUID,
    subgid: options.subgid ?? host.env.KAS_SUBGID,
  });
  return `${texts.subuid}\n${texts.subgid}`;
}
