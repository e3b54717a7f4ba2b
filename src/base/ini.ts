/**
 * INI text with keys set in one section, the rest as it was: for AWS configuration files
 * (https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html).
 */
export function setIniKeys(
  text: string,
  section: string,
  values: Readonly<Record<string, string>>,
): string {
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const added = Object.entries(values).map(([key, value]) => `${key} = ${value}`);
  const start = lines.findIndex((line) => line.trim() === `[${section}]`);
  if (start < 0) return [...lines, `[${section}]`, ...added, ""].join("\n");
  const next = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line));
  const end = next < 0 ? lines.length : next;
  const isReplaced = (line: string) => {
    const key = /^([^\s=:]+)\s*[=:]/.exec(line)?.[1];
    return key !== undefined && key in values;
  };
  const body = lines.slice(start + 1, end).filter((line) => !isReplaced(line));
  return [...lines.slice(0, start + 1), ...added, ...body, ...lines.slice(end), ""].join("\n");
}

/** One section of a git config file (git-config(1), "Syntax"); a key may come several times. */
export function gitConfigSection(
  section: string,
  entries: readonly (readonly [key: string, value: string])[],
): string {
  const lines = entries.map(([key, value]) => `\t${key} = ${quoteGitValue(value)}\n`);
  return `[${section}]\n${lines.join("")}`;
}

function quoteGitValue(value: string): string {
  const escaped = value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return `"${escaped}"`;
}
