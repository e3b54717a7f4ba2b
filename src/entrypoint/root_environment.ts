import type { Environment } from "../base/command.ts";

/** Where programs that run as root are looked up. */
export const ROOT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Variables by which a program loads, runs or writes something else (ld.so(8), bash(1), git(1)). */
const LOADERS =
  /^(?:LD_.*|BASH_.*|BASHOPTS|ENV|GIT_(?:CONFIG|DIR|EXEC|TRACE|WORK).*|GCONV_PATH|GLIBC_TUNABLES|LOCPATH|NLSPATH|PS4|SHELLOPTS)$/;

const trusted = new Set(ROOT_PATH.split(":"));

/** The caller's environment without what would let the caller choose what runs as root. */
export function rootEnvironment(env: Environment): Environment {
  const kept = Object.entries(env).filter(([name]) => !LOADERS.test(name));
  const path = env.PATH?.split(":").every((directory) => trusted.has(directory));
  return { ...Object.fromEntries(kept), PATH: path ? env.PATH! : ROOT_PATH };
}

/** The words that give a program back, when it is no longer root, what `rootEnvironment` took. */
export function environmentWords(env: Environment): string[] {
  const root = rootEnvironment(env);
  const words = Object.entries(env)
    .filter(([name, value]) => root[name] !== value)
    .map(([name, value]) => `${name}=${value}`);
  return words.length === 0 ? [] : ["env", ...words];
}
