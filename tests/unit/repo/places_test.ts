import assert from "node:assert/strict";
import { isOnDisk, placesOf, unasked } from "../../../src/repo/places.ts";

const ON_DISK = ["/srv/lib", "../lib", "lib.git", "file:///srv/lib", "/srv/a:b", "dir/a:b"];
const SERVERS = [
  ...["https://host/lib", "ssh://host/lib", "git://host/lib", "host:lib", "me@host:lib"],
  ...["ext::sh -c x", "http::x/y", "HTTPS://host/lib", "static-http://host/lib", "c:/lib"],
];

Deno.test("what is on disk, as git tells it", () => {
  for (const url of ON_DISK) assert.ok(isOnDisk(url), url);
  for (const url of SERVERS) assert.ok(!isOnDisk(url), url);
});

Deno.test("online all URLs are asked, offline the reference and what is on disk", () => {
  const urls = ["https://mirror/lib", "/srv/lib", "https://host/lib"];
  assert.deepEqual(placesOf(urls, false, "/ref"), urls);
  assert.deepEqual(placesOf(urls, true, "/ref"), ["/ref", "/srv/lib"]);
  assert.deepEqual(placesOf(urls, true, undefined), ["/srv/lib"]);
  assert.deepEqual(unasked(urls), ["https://mirror/lib", "https://host/lib"]);
});
