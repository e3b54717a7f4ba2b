import assert from "node:assert/strict";
import { createHash } from "node:crypto";

const VOID = new Set(["meta", "br", "input"]);
/** Attributes and elements by which a browser would load something, or run it. */
const LOADS = /^(?:src|srcset|poster|data|action|formaction|style|on\w+|background|cite|ping)$/;
const LOADING = /^(?:link|img|image|use|iframe|object|embed|base|audio|video|source)$/;
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*(\/?)>/gy;

/** Asserts that tags close each other, and that nothing is loaded, sent or run but the page's own. */
export function checkPage(page: string): void {
  assert.ok(page.startsWith("<!DOCTYPE html>\n<html"));
  const open: string[] = [];
  const ids = new Set<string>();
  const targets: string[] = [];
  for (let at = "<!DOCTYPE html>".length; at < page.length;) {
    const next = page.indexOf("<", at);
    const text = page.slice(at, next < 0 ? page.length : next);
    assert.doesNotMatch(text, /[>]|&(?!(?:amp|lt|gt|quot|#39);)/, "a text is not escaped");
    if (next < 0) break;
    TAG.lastIndex = next;
    const tag = TAG.exec(page);
    assert.ok(tag, `no tag: ${page.slice(next, next + 80)}`);
    const [whole, closes, name, attributes, empty] = tag;
    at = next + whole.length;
    if (closes) assert.equal(open.pop(), name, page.slice(next - 80, at));
    else if (!VOID.has(name!) && !empty) open.push(name!);
    assert.doesNotMatch(name!, LOADING);
    for (const [, key, value = ""] of attributes!.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)) {
      assert.doesNotMatch(key!, LOADS);
      if (key === "href") assert.match(value, /^#[\w-]+$/), targets.push(value.slice(1));
      if (key === "id") assert.ok(!ids.has(value), `${value} stands twice`), ids.add(value);
    }
    if (!closes && (name === "script" || name === "style")) at = page.indexOf(`</${name}>`, at);
  }
  assert.deepEqual(open, []);
  for (const target of targets) assert.ok(ids.has(target), `#${target} is not there`);
  checkPolicy(page);
}

function checkPolicy(page: string): void {
  const digestOf = (name: string) => {
    const found = [...page.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, "g"))];
    assert.equal(found.length, 1);
    return `&#39;sha256-${createHash("sha256").update(found[0]![1]!).digest("base64")}&#39;`;
  };
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
  assert.equal(
    policy,
    `default-src &#39;none&#39;; style-src ${digestOf("style")}; script-src ${
      digestOf("script")
    }; ` +
      "base-uri &#39;none&#39;; form-action &#39;none&#39;",
  );
}
