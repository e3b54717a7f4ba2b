import { usesColour } from "../../base/colour.ts";
import type { Environment } from "../../base/command.ts";
import { localeVariables, parseOsRelease } from "../../bitbake/locale.ts";
import type { Session } from "../session.ts";

/** Variables of the caller that every program gets which kas starts. */
const PASSED = [
  "http_proxy",
  "https_proxy",
  "ftp_proxy",
  "no_proxy",
  "SSH_AUTH_SOCK",
  "BB_NUMBER_THREADS",
  "PARALLEL_MAKE",
];

/**
 * The environment that kas starts programs with before the build environment is set up:
 * little, so that builds do not depend on who calls them, or all of it with `-E`.
 */
export function initialEnvironment(session: Session): Environment {
  const { host, log, settings, options } = session;
  const coloured = usesColour(settings.colour, host.isTerminal("stdout"));
  const colours: Environment = coloured ? {} : { NO_COLOR: "1" };
  if (options.preserveEnvironment) return { ...host.env, ...colours };
  const { bases } = parseOsRelease(host.readText("/etc/os-release") ?? "");
  const locale = localeVariables(bases);
  if (!locale) {
    const found = bases.map((base) => `'${base}'`).join(", ");
    const message = `kas: No supported distros found in [${found}]. No default locales set.`;
    log.notes([{ level: "warning", message }]);
  }
  const passed = Object.entries(host.env).filter(([name, value]) =>
    PASSED.includes(name) && value !== "" ||
    settings.managed === "VSCode Remote Containers" && name.startsWith("REMOTE_CONTAINERS_")
  );
  return { ...locale, ...Object.fromEntries(passed), ...colours };
}
