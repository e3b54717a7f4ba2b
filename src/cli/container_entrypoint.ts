import type { Syntax } from "../base/arguments.ts";
import { UserError } from "../base/errors.ts";
import { parseArguments } from "../base/parse_arguments.ts";
import { describeAction } from "../base/plan.ts";
import {
  BUILDER,
  entrypointPlan,
  subordinateOwners,
  subordinateTexts,
} from "../entrypoint/entrypoint_plan.ts";
import { parsePasswd } from "../entrypoint/accounts.ts";
import type { Host } from "../host/host.ts";
import { gatherEntrypointFacts } from "../run/entrypoint/entrypoint_facts.ts";
import { Log } from "../run/log.ts";
import { perform } from "../run/perform.ts";
import { reportError } from "./report_error.ts";

const IDMAP: Syntax = {
  program: "kas entrypoint idmap",
  positionals: [],
  options: ["uid-map", "gid-map", "user", "uid", "gid", "subuid", "subgid"].map((name) => ({
    flags: [`--${name}`],
    name,
    kind: name === "uid" || name === "gid" ? "number" : "text",
    help: "",
  })),
};

/** Runs the container's entrypoint; the process usually becomes kas or a shell. */
export async function runEntrypoint(host: Host, argv: readonly string[]): Promise<number> {
  const log = new Log(host, "warning");
  try {
    if (argv[0] === "idmap" && !host.env.USER_ID) {
      host.print(idMapText(host, argv.slice(1)));
      return 0;
    }
    const printed = argv[0] === "--print-plan";
    const plan = entrypointPlan(printed ? argv.slice(1) : argv, gatherEntrypointFacts(host));
    if (!printed) return await perform(host, log, plan);
    for (const action of [...plan.actions, ...plan.finally]) {
      host.print(`${describeAction(action, host.env)}\n`);
    }
    return 0;
  } catch (error) {
    if (error instanceof UserError) {
      host.printError(
        `${error.message.replace(/^(?!kas-container: )/, "container-entrypoint: ")}\n`,
      );
      return 1;
    }
    return reportError(host, log, error);
  }
}

/** What would be written for builder: the lines of /etc/subuid, an empty line, those of /etc/subgid. */
function idMapText(host: Host, argv: readonly string[]): string {
  const { values, unknown } = parseArguments(IDMAP, argv);
  if (unknown.length > 0) throw new UserError(`unknown arguments: ${unknown.join(" ")}`);
  const read = (option: string, otherwise: string) => {
    const file = values.text(option) ?? otherwise;
    const text = host.readText(file);
    if (text === undefined) throw new UserError(`cannot read ${file}: no such file`);
    return text;
  };
  const passwd = host.readText("/etc/passwd") ?? "";
  const user = values.text("user") ?? BUILDER;
  const account = parsePasswd(passwd).find((entry) => entry.name === user);
  const uid = values.number("uid") ?? account?.uid ?? host.uid;
  const owners = subordinateOwners(passwd, uid).map((name) => name === BUILDER ? user : name);
  const texts = subordinateTexts({
    uidMap: read("uid-map", "/proc/self/uid_map"),
    gidMap: read("gid-map", "/proc/self/gid_map"),
    uid,
    gid: values.number("gid") ?? account?.gid ?? host.gid,
    // With a uid on the command line the question is about a made-up user, not this machine's.
    owners: values.number("uid") === undefined ? owners : [user],
    subuid: values.text("subuid") ?? host.env.KAS_SUBUID,
    subgid: values.text("subgid") ?? host.env.KAS_SUBGID,
  });
  return `${texts.subuid}\n${texts.subgid}`;
}
