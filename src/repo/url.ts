import { publicUrl } from "../base/credentials.ts";
import type { Note } from "../base/log.ts";

/**
 * The name of a repository's copy in KAS_REPO_REF_DIR: host and path of its URL, with
 * every `@ : / *` as a dot. Existing reference directories use these names.
 */
export function qualifiedName(url: string): string {
  const { host, path } = splitUrl(publicUrl(url).url);
  return `${host}${path}`.replace(/[@:/*]/g, ".");
}

/**
 * Why a URL is refused; undefined if it is not. The helper of `ext::` starts any program
 * (git-remote-ext(1)), and ssh reads a host that starts with "-" as an option.
 */
export function urlMistake(url: string): string | undefined {
  const helper = /^(?:ext|fd)::/i.exec(url)?.[0];
  if (helper !== undefined) return `"${helper}" would start a program`;
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/(?:[^/]*@)?|[^/]*@)\[?-/i.test(url)) {
    return 'its host starts with "-"';
  }
  return undefined;
}

/** The name of the copy; undefined where it would be no name: `..` is a directory elsewhere. */
export function referenceName(url: string): string | undefined {
  const name = qualifiedName(url);
  return /^\.{0,2}$/.test(name) ? undefined : name;
}

/** Host and path as Python's `urlparse` splits them: without a scheme all is path. */
function splitUrl(url: string): { host: string; path: string } {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(url)?.[0] ?? "";
  let rest = url.slice(scheme.length);
  let host = "";
  if (rest.startsWith("//")) {
    const end = rest.slice(2).search(/[/?#]/);
    host = end < 0 ? rest.slice(2) : rest.slice(2, 2 + end);
    rest = rest.slice(2 + host.length);
  }
  const path = rest.replace(/[?#].*$/s, "");
  const parameters = scheme && path.lastIndexOf(";") > path.lastIndexOf("/")
    ? path.slice(0, path.indexOf(";", path.lastIndexOf("/")))
    : path;
  return { host, path: parameters };
}

/**
 * Where to look for a repository: the mirrors of KAS_PREMIRRORS that match, in their
 * order, then the URL itself. A mirror is a line `pattern replacement`: a regular
 * expression (Python's syntax) matched at the start of the URL, and what every match
 * in the URL is replaced by.
 */
export function candidateUrls(url: string, premirrors: string): string[] {
  const candidates: string[] = [];
  for (const line of premirrors.split("\n")) {
    const words = line.trim().split(/\s+/);
    if (words.length !== 2) continue;
    const [pattern, replacement] = words as [string, string];
    const source = pythonPattern(pattern);
    const start = compile(`^(?:${source})`, "");
    if (!start?.test(url)) continue;
    candidates.push(url.replace(compile(source, "g")!, javascriptReplacement(replacement)));
  }
  return [...new Set([...candidates, url])];
}

/** What the rules of KAS_PREMIRRORS cannot be read as. */
export function premirrorNotes(premirrors: string): Note[] {
  return premirrors.split("\n").flatMap((line, index): Note[] => {
    const words = line.trim().split(/\s+/);
    if (line.trim() === "") return [];
    const [pattern, replacement] = words;
    const reason = words.length !== 2 || replacement === undefined
      ? 'it is not "PATTERN REPLACEMENT"'
      : compile(pythonPattern(pattern!), "")
      ? undefined
      : "its pattern is no regular expression";
    if (reason === undefined) return [];
    const message = `KAS_PREMIRRORS, line ${index + 1}: the rule "${line.trim()}" is ignored: `;
    return [{ level: "warning", message: message + reason }];
  });
}

const pythonPattern = (pattern: string) => pattern.replaceAll("(?P<", "(?<");

function compile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** Python's `\1` and `\g<name>` in JavaScript's spelling, a literal `$` kept literal. */
function javascriptReplacement(text: string): string {
  return text
    .replaceAll("$", "$$$$")
    .replace(/\\g<([0-9]+)>/g, "$$$1")
    .replace(/\\g<([A-Za-z_]\w*)>/g, "$$<$1>")
    .replace(/\\([0-9]{1,2})/g, "$$$1");
}
