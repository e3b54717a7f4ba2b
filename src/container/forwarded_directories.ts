/** Directories that go into the container: variable → place there. Below /work, no mount is needed. */
export const FORWARDED_DIRECTORIES = {
  KAS_BUILD_DIR: "/build",
  DL_DIR: "/downloads",
  KAS_REPO_REF_DIR: "/repo-ref",
  SSTATE_DIR: "/sstate",
  BB_HASHSERVE_DB_DIR: "/bb-hashserve-db",
  KAS_BUILDTOOLS_DIR: "/buildtools",
} as const;
