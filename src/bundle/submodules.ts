/** A submodule as .gitmodules describes it. */
export interface DescribedSubmodule {
  readonly name: string;
  readonly path: string;
  /** As it is written: it may be relative to the URL of the repository around. */
  readonly url: string;
}

/** Reads `git config --blob … -z --list` of a .gitmodules (gitmodules(5)). */
export function readSubmodules(output: string): DescribedSubmodule[] {
  const found = new Map<string, { path?: string; url?: string }>();
  for (const record of output.split("\0")) {
    const [, name, key, value] = /^submodule\.(.*)\.(path|url)\n(.*)$/s.exec(record) ?? [];
    if (name === undefined) continue;
    found.set(name, { ...found.get(name), [key!]: value });
  }
  return [...found].flatMap(([name, { path, url }]) =>
    path === undefined || url === undefined ? [] : [{ name, path, url }]
  );
}

/** The URL of a submodule, seen from that of the repository around it (git-submodule(1), add). */
export function submoduleUrl(around: string, url: string): string {
  if (!/^\.\.?\//.test(url)) return url;
  let base = around.replace(/\/+$/, "");
  let rest = url;
  let joint = "/";
  while (/^\.\.?\//.test(rest)) {
    if (rest.startsWith("../")) {
      joint = /([/:])[^/:]*$/.exec(base)?.[1] ?? joint;
      base = base.replace(/[/:][^/:]*$/, "");
    }
    rest = rest.replace(/^\.\.?\//, "");
  }
  return `${base}${joint}${rest}`;
}
