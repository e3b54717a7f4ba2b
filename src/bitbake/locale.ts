/** The parts of /etc/os-release (os-release(5)) that kas uses. */
export interface Distribution {
  readonly id: string;
  readonly version: string;
  readonly name: string;
  /** Code name, or version where there is none. */
  readonly release: string;
  /** Distributions that it is like, nearest first, or itself. */
  readonly bases: readonly string[];
}

/** Reads the text of /etc/os-release; an empty text gives an unknown distribution. */
export function parseOsRelease(text: string): Distribution {
  const fields: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const match = /^\s*([A-Z_0-9]+)=(.*?)\s*$/.exec(line);
    if (match) fields[match[1]!] = unquote(match[2]!);
  }
  const codename = fields.VERSION_CODENAME ?? fields.UBUNTU_CODENAME ??
    /\(([^)]+)\)|,\s*(\S+)/.exec(fields.VERSION ?? "")?.[1];
  return {
    id: fields.ID ?? "",
    version: fields.VERSION_ID ?? "",
    name: fields.NAME ?? "",
    release: codename || (fields.VERSION_ID ?? ""),
    bases: (fields.ID_LIKE || fields.ID || "").toLowerCase().split(/\s+/).filter((id) => id !== ""),
  };
}

function unquote(value: string): string {
  const quoted = /^(["'])(.*)\1$/s.exec(value);
  return (quoted ? quoted[2]! : value).replace(/\\(["'$`\\])/g, "$1");
}

const UTF8_NAMES = {
  dashed: { LC_ALL: "en_US.UTF-8", LANG: "en_US.UTF-8", LANGUAGE: "en_US:en" },
  plain: { LC_ALL: "en_US.utf8", LANG: "en_US.utf8", LANGUAGE: "en_US" },
} as const;

/** The locale variables that bitbake needs on this distribution; undefined on unknown ones. */
export function localeVariables(bases: readonly string[]): Record<string, string> | undefined {
  for (const base of bases) {
    if (["fedora", "suse", "opensuse"].includes(base)) return { ...UTF8_NAMES.plain };
    if (["debian", "ubuntu", "gentoo", "arch"].includes(base)) return { ...UTF8_NAMES.dashed };
  }
  return undefined;
}
