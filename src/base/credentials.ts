import { userError } from "./errors.ts";

/** Names of query parameters and variables that hold a secret; `pat` only as a word: not `path`. */
const SECRET_WORDS = "token|secret|passw|credential|api[-_]?key|private[-_]?key|auth|" +
  "(?<![a-z])pat(?![a-z])";
const SECRET_VARIABLE = new RegExp(SECRET_WORDS, "i");

/**
 * The user info of a URL in a text; in a careless URL `?` and `#` belong to it, too.
 * This pattern and the next take time linear in the text: each starts at few places, and stops
 * where it could start again.
 */
const USER_INFO = /:\/\/(?:([^\s/?#'"]*)|([^\s/@'"]*))@/g;
const NAME = `[^=\\s&;#'"]`;
const SECRET_PARAMETERS = `${SECRET_WORDS}|sig|pwd|jwt`;
const SECRET_PARAMETER = new RegExp(
  `((?:(?<=[&;])|(?<!${NAME})[^=\\s&;#'"?]*\\?)` +
    `(?=${NAME}*(?:${SECRET_PARAMETERS}))${NAME}*=)[^&;\\s#'"]+`,
  "gi",
);
/** A parameter of any name, with a value that is long enough to be a secret. */
const LONG_PARAMETER = /([?&][^=\s&;#'"?]*=)([^&;\s#'"]{16,})/g;

/** Whether a parameter's value looks as if it was drawn by lot: long, of letters and digits. */
const isRandom = (value: string) =>
  value.length >= 16 && /[a-z]/i.test(value) && /[0-9]/.test(value);

/**
 * The text with the credentials of every URL in it replaced by `***`: a password
 * (or a token) before the `@`, and query parameters whose name or value tells of a secret.
 * A user name without a password stays: `ssh://git@host/` tells nothing.
 */
export function redactSecrets(text: string): string {
  return text
    .replace(USER_INFO, (whole, usual?: string, careless?: string, offset = 0) => {
      const { name, password } = parseUserInfo(usual ?? careless ?? "");
      const isHttp = /https?$/i.test(text.slice(Math.max(0, offset - 5), offset));
      if (isHttp && isToken(name, password)) return "://***@";
      return password === undefined ? whole : `://${name}:***@`;
    })
    .replace(SECRET_PARAMETER, "$1***")
    .replace(LONG_PARAMETER, (whole, name, value) => isRandom(value) ? `${name}***` : whole);
}

/** User info as it is written, percent signs and all (RFC 3986, section 3.2.1). */
interface UserInfo {
  readonly name: string;
  /** Undefined without a colon. */
  readonly password: string | undefined;
}

function parseUserInfo(text: string): UserInfo {
  const colon = text.indexOf(":");
  return colon < 0
    ? { name: text, password: undefined }
    : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/**
 * Whether a name is a secret itself: it is long, or the password beside it says nothing
 * (GitHub's `TOKEN:x-oauth-basic@`).
 */
function isToken(name: string, password: string | undefined): boolean {
  return name.length >= 16 || name !== "" && (password === "" || password === "x-oauth-basic");
}

interface Url {
  /** With `://`. */
  readonly scheme: string;
  readonly userInfo: UserInfo | undefined;
  /** With the port. */
  readonly host: string;
  /** Path, query and fragment. */
  readonly rest: string;
}

/** The parts of a URL as they are written (RFC 3986, section 3); undefined without `scheme://`. */
function parseUrl(url: string): Url | undefined {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/?#]*)@)?([^/?#]*)(.*)$/is.exec(url);
  if (!match) return undefined;
  const [, scheme, userInfo, host, rest] = match as unknown as string[];
  return {
    scheme: scheme!,
    userInfo: userInfo === undefined ? undefined : parseUserInfo(userInfo),
    host: host!,
    rest: rest!,
  };
}

/** A URL for the command line, and what goes another way. */
export interface PublicUrl {
  readonly url: string;
  /** What git needs in its environment to use it. */
  readonly env: Readonly<Record<string, string>>;
  /** What another program must be told to use it. */
  readonly login: { readonly name: string; readonly password: string } | undefined;
}

const HELPER = "!f() { printf 'username=%s\\npassword=%s\\n' " +
  '"$KAS_URL_USERNAME" "$KAS_URL_PASSWORD"; }; f';

/**
 * A URL without password and secret parameters: everybody on a machine can read command lines,
 * and whoever can read a repository its configuration. git asks a helper for the password
 * instead, which has it from the environment (gitcredentials(7)), and has the parameters from
 * its configuration there (git-config(1), url.<base>.insteadOf). A name of 16 characters or
 * more without a password is taken for a token.
 */
export function publicUrl(url: string): PublicUrl {
  const parts = parseUrl(url);
  if (!parts || !/^(?:https?|ftps?):/i.test(parts.scheme)) {
    return { url, env: {}, login: undefined };
  }
  const { scheme, userInfo, host } = parts;
  const rest = withoutSecretParameters(parts.rest);
  const { name = "", password } = userInfo ?? {};
  const hasLogin = userInfo !== undefined && (!!password || isToken(name, password));
  if (!hasLogin && rest === parts.rest) return { url, env: {}, login: undefined };
  const login = hasLogin ? { name: decode(name), password: decode(password ?? "") } : undefined;
  const address = `${scheme}${hasLogin || !userInfo ? "" : `${name}@`}${host}`;
  const place = `credential.${scheme}${host}.helper`;
  const settings: (readonly [string, string])[] = [
    // The empty one takes back those of the user's configuration.
    ...(hasLogin ? [[place, ""], [place, HELPER]] as const : []),
    ...(rest === parts.rest
      ? []
      : [[`url.${address}${parts.rest}.insteadOf`, address + rest]] as const),
  ];
  return {
    url: address + rest,
    env: {
      ...(login ? { KAS_URL_USERNAME: login.name, KAS_URL_PASSWORD: login.password } : {}),
      GIT_CONFIG_COUNT: `${settings.length}`,
      ...Object.fromEntries(settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ])),
    },
    login,
  };
}

/** Path, query and fragment without the parameters that `redactSecrets` hides. */
function withoutSecretParameters(rest: string): string {
  const start = rest.indexOf("?");
  if (start < 0) return rest;
  const [, query, fragment] = /^([^#]*)(.*)$/s.exec(rest.slice(start + 1)) as unknown as string[];
  const kept = query!.split("&").filter((parameter) =>
    redactSecrets(`?${parameter}`) === `?${parameter}`
  );
  return `${rest.slice(0, start)}${kept.length > 0 ? `?${kept.join("&")}` : ""}${fragment}`;
}

/**
 * The URL without its credentials, and the header that carries them instead (RFC 7617).
 * @throws UserError if it is no absolute URL
 */
export function splitCredentials(
  url: string,
): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
  if (!URL.canParse(url)) {
    throw userError("not_a_url", { url: redactSecrets(url) }, `"${url}" is no URL`);
  }
  const parts = parseUrl(new URL(url).href);
  if (!parts?.userInfo) return { url, headers: {} };
  const { scheme, userInfo: { name, password }, host, rest } = parts;
  const secret = new TextEncoder().encode(`${decode(name)}:${decode(password ?? "")}`);
  return {
    url: `${scheme}${host}${rest}`,
    headers: { Authorization: `Basic ${btoa(String.fromCharCode(...secret))}` },
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The URL without user, password, query and fragment: a repository is known without them. */
export function withoutCredentials(url: string): string {
  const parts = parseUrl(url);
  if (parts) return `${parts.scheme}${parts.host}${parts.rest.replace(/[?#].*$/s, "")}`;
  // user@host:path: the user of git's short form is part of the address.
  return /^[^/:]*:[^/]*@/.test(url) ? url.replace(/^[^@]*@/, "") : url;
}

/** The variables with everything hidden that is, or may hold, a credential. */
export function withoutSecrets(
  env: ReadonlyMap<string, string | null>,
): Map<string, string | null> {
  return new Map([...env].map(([name, value]) => [
    name,
    value === null ? null : tellsOfSecret(name) ? "***" : redactSecrets(value),
  ]));
}

/** Whether the name of a variable says that its value is a secret. */
export function tellsOfSecret(name: string): boolean {
  return SECRET_VARIABLE.test(name);
}
