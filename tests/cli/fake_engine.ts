// A stand-in for podman and docker that keeps images in a directory: it saves, loads and pulls.
import { createHash } from "node:crypto";
import type { Scene } from "./harness.ts";

/**
 * $ENGINE_STORE has tags/NAME with an id, and images/ID with the configuration and the layers.
 * What is saved looks as podman, docker, or docker with containerd's store write it.
 */
const SCRIPT = `#!/bin/sh
set -eu
[ "$1" != -v ] || { echo "Docker version 28"; exit; }
[ "$1" != --version ] || { echo "podman version 5.0"; exit; }
[ "$1" != info ] || { echo '[]'; exit; }
mkdir -p "$ENGINE_STORE/tags" "$ENGINE_STORE/images"
cd "$ENGINE_STORE"
echo "$*" >> log
[ ! -e broken ] || { echo "Error: the engine is broken" >&2; exit 125; }
file() { printf %s "$1" | tr /: __; }
find_image() {
  id=\${1#sha256:}
  [ -d "images/$id" ] && return
  [ -e "tags/$(file "$1")" ] && id=$(cat "tags/$(file "$1")") && [ -d "images/$id" ]
}
layers() { sed -n 's/.*"diff_ids":\\[\\([^]]*\\)\\].*/\\1/p' "images/$id/config"; }
digests() { layers | tr -d '"' | sed 's/sha256://g' | tr , ' '; }
case "$1 \${2-}" in
"image inspect")
  find_image "$4" || { echo "Error: $4: image not known" >&2; exit 125; }
  printf '[{"Id":"%s","RootFS":{"Layers":[%s]}}]\\n' "$id" "$(layers)" ;;
"pull --")
  [ -e "$ENGINE_REGISTRY/tags/$(file "$3")" ] || { echo "Error: manifest unknown" >&2; exit 125; }
  cp -r "$ENGINE_REGISTRY/." . ;;
save*)
  for id; do :; done
  find_image "$id"
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
  names=
  for layer in $(digests); do
    case "$ENGINE_FORM" in
    podman)
      name=$layer.tar
      cp "images/$id/$layer" "$out/$name"
      mkdir -p "$out/legacy-$layer"
      ln -sf "../$name" "$out/legacy-$layer/layer.tar" ;;
    docker)
      name=legacy-$layer/layer.tar
      mkdir -p "$out/legacy-$layer" "$out/blobs"
      cp "images/$id/$layer" "$out/blobs/$layer"
      ln -sf "../blobs/$layer" "$out/$name" ;;
    containerd)
      name=blobs/$layer
      mkdir -p "$out/blobs"
      gzip -n < "images/$id/$layer" > "$out/$name" ;;
    esac
    names=$names\${names:+,}\\"$name\\"
  done
  cp "images/$id/config" "$out/config.json"
  echo "[{\\"Config\\":\\"config.json\\",\\"RepoTags\\":null,\\"Layers\\":[$names]}]" > "$out/manifest.json"
  (cd "$out" && tar --format=pax -cf - *) ;;
"load "*)
  in=$(mktemp -d)
  trap 'rm -rf "$in"' EXIT
  tar -C "$in" -xf -
  value() { sed -n "s/.*\\"$1\\":\\[*\\"\\([^]\\"]*\\)\\".*/\\1/p" "$in/manifest.json"; }
  config=$(value Config)
  id=\${config%.json}
  mkdir -p "images/$id"
  cp "$in/$config" "images/$id/config"
  for layer in $(digests); do cp "$in/$layer.tar" "images/$id/$layer"; done
  echo "$id" > "tags/$(file "$(value RepoTags)")"
  echo "Loaded image" ;;
*) echo "unexpected: $*" >&2; exit 1 ;;
esac
`;

export const digestOf = (bytes: string | Uint8Array) =>
  createHash("sha256").update(bytes).digest("hex");

/** One side's engine. */
export class FakeEngine {
  constructor(
    private readonly scene: Scene,
    /** Its directory in the scene. */
    readonly store: string,
    private readonly form: "podman" | "docker" | "containerd",
  ) {
    for (const name of ["podman", "docker"]) scene.write(`bin/${name}`, SCRIPT, 0o755);
  }

  get env(): Record<string, string> {
    return {
      PATH: `${this.scene.path("bin")}:${Deno.env.get("PATH") ?? "/usr/bin:/bin"}`,
      KAS_CONTAINER_ENGINE: this.form === "podman" ? "podman" : "docker",
      KAS_ALLOW_ROOT: "yes",
      ENGINE_STORE: this.scene.path(this.store),
      ENGINE_REGISTRY: this.scene.path("registry"),
      ENGINE_FORM: this.form,
    };
  }

  /** Puts an image in. @returns its id */
  add(reference: string, layers: readonly string[]): string {
    const digests = layers.map(digestOf);
    const diffIds = digests.map((digest) => `"sha256:${digest}"`).join(",");
    const config = `{"os":"linux","rootfs":{"type":"layers","diff_ids":[${diffIds}]}}`;
    const id = digestOf(config);
    this.scene.write(`${this.store}/images/${id}/config`, config);
    for (const [index, layer] of layers.entries()) {
      this.scene.write(`${this.store}/images/${id}/${digests[index]}`, layer);
    }
    this.scene.write(`${this.store}/tags/${reference.replaceAll(/[/:]/g, "_")}`, `${id}\n`);
    return id;
  }

  /** The id of what has a name; undefined if nothing has. */
  idOf(reference: string): string | undefined {
    const file = `${this.store}/tags/${reference.replaceAll(/[/:]/g, "_")}`;
    return this.scene.exists(file) ? this.scene.read(file).trim() : undefined;
  }

  /** The first words that it was called with since the last call of this. */
  calls(): string[] {
    const log = `${this.store}/log`;
    const lines = this.scene.exists(log) ? this.scene.read(log).trimEnd().split("\n") : [];
    this.scene.write(log, "");
    return lines.filter((line) => line !== "").map((line) => line.split(" ")[0]!);
  }
}
