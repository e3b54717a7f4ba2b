/** What git, hg, curl and ssh say when trying again can help: the line or the connection broke. */
const BROKEN = new RegExp(
  [
    "early EOF",
    "premature end of pack",
    "unexpected disconnect",
    "hung up unexpectedly",
    "RPC failed",
    "connection (?:was )?(?:reset|closed|broke|timed out|ended unexpectedly)",
    "Remote end closed connection",
    "Empty reply from server",
    "transfer closed with",
    "(?:Recv|Send) failure",
    "(?:operation|read operation|handshake operation|error:) timed out|Operation too slow",
    "HTTP/2 stream \\d+ was not closed cleanly",
    "TLS connection was non-properly terminated",
    "SSL_ERROR_SYSCALL|unexpected eof while reading",
    "stream ended unexpectedly",
    "Temporary failure in name resolution",
    "returned error: (?:5\\d\\d|408|429)|HTTP(?: Error)? (?:5\\d\\d|408|429)",
  ].join("|"),
  "i",
);

/** What they say when the answer will be the same again, whatever comes after it. */
const REFUSED = new RegExp(
  [
    "returned error: 4(?!08|29)\\d\\d|HTTP(?: Error)? 4(?!08|29)\\d\\d",
    "authentication failed|permission denied|access denied|could not read (?:Username|Password)",
    "authorization (?:failed|required)|host key verification failed",
    "not found|does not exist|does not appear to be",
  ].join("|"),
  "i",
);

/** The line of an error's words that tells that trying again can help; undefined if none does. */
export function transientFailure(words: string): string | undefined {
  if (REFUSED.test(words)) return undefined;
  return words.split(/[\n\r]/).find((line) => BROKEN.test(line))?.trim();
}
