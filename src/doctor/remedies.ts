import type { HostFacts } from "./facts.ts";

/** Names of a package in the two families of distributions. */
export interface Packages {
  readonly debian: string;
  readonly fedora: string;
}

/** A command line as root; root itself needs no sudo. */
export function asRoot({ uid }: Pick<HostFacts, "uid">, command: string): string {
  return uid === 0 ? command : `sudo ${command}`;
}

/** The command that installs packages here; both where the distribution is not known. */
export function install(
  facts: Pick<HostFacts, "uid" | "distribution">,
  { debian, fedora }: Packages,
): string {
  const { bases, id } = facts.distribution;
  const apt = asRoot(facts, `apt-get install ${debian}`);
  const dnf = asRoot(facts, `dnf install ${fedora}`);
  const family = (names: readonly string[]) => [id, ...bases].some((name) => names.includes(name));
  if (family(["debian", "ubuntu"])) return apt;
  return family(["fedora", "rhel", "centos"]) ? dnf : `${apt} (Fedora: ${dnf})`;
}

/** The command that changes a setting of the kernel for good. */
export function setSysctl(facts: Pick<HostFacts, "uid">, name: string, value: number): string {
  const file = "/etc/sysctl.d/90-kas.conf";
  return `echo ${name}=${value} | ${asRoot(facts, `tee -a ${file}`)} && ${
    asRoot(facts, "sysctl --system")
  }`;
}
