const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)([^\s/@'"]+)@/gi;
const SECRET_PARAMETER =
  /([?&;][^=\s&;#'"]*(?:token|secret|passw|credential|signature|api[-_]?key|auth|sig)[^=\s&;#'"]*=)[^&;\s#'"]+/gi;

/**
 * The text with the credentials of every URL in it replaced by `***`: a password
 * (or a lone token) before the `@`, and query parameters whose name tells of a secret.
 * A user name without a password stays: `ssh://git@host/` tells nothing.
 */
export function redactSecrets(text: string): string {
  return text
    .replace(USER_INFO, (whole, scheme: string, info: string) => {
      const colon = info.indexOf(":");
      if (colon >= 0) return `${scheme}${info.slice(0, colon)}:***@`;
      return /^https?:/i.test(scheme) && info.length >= 16 ? `${scheme}***@` : whole;
    })
    .replace(SECRET_PARAMETER, "$1***");
}
