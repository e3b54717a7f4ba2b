import { redactSecrets } from "../base/credentials.ts";
import type { Check } from "./facts.ts";
import { type Finding, ok, warning } from "./finding.ts";

const CHECK = "proxy";
const NAMES = ["http_proxy", "https_proxy", "ftp_proxy"] as const;

/** The proxies that are set are ones that reach git, wget and the container. */
export const checkProxy: Check = ({ env }, { engine }) => {
  const found = NAMES.flatMap((name): Finding[] => {
    const value = env[name];
    const upper = name.toUpperCase();
    if (!value) {
      if (!env[upper]) return [];
      const message = `${upper} does not reach the build: only ${name} does`;
      return [warning(CHECK, message, `export ${name}="$${upper}"`)];
    }
    return [judge(name, value, engine.kind !== "none")];
  });
  return found.length > 0 ? found : [ok(CHECK, "none")];
};

function judge(name: string, value: string, contained: boolean): Finding {
  const shown = redactSecrets(value);
  if (!URL.canParse(value) || !/^(?:https?|socks\w*):\/\//i.test(value)) {
    const message = `${name} ("${shown}") is no URL`;
    return warning(CHECK, message, `export ${name}=http://HOST:PORT`);
  }
  if (contained && /^(?:localhost|127\.|\[?::1)/.test(new URL(value).hostname)) {
    const message = `${name} (${shown}) is another place in a container`;
    return warning(CHECK, message, "kas-container --runtime-args --network=host …");
  }
  return ok(CHECK, `${name} is ${shown}`);
}
