/** The steps that come before a command's own work, in their order; `--skip` takes these names. */
export const STEP_NAMES = [
  "setup_dir",
  "setup_ssh_agent",
  "setup_home",
  "make_non_interactive",
  "init_setup_repos",
  "repo_setup_loop",
  "finish_setup_repos",
  "repos_checkout",
  "repos_apply_patches",
  "setup_environ",
  "write_bbconfig",
] as const;

export type StepName = typeof STEP_NAMES[number];

/** What `-k`/`--keep-config-unchanged` skips: all that changes the build's configuration. */
export const CONFIG_CHANGING_STEPS: readonly StepName[] = [
  "setup_dir",
  "finish_setup_repos",
  "repos_checkout",
  "repos_apply_patches",
  "write_bbconfig",
];

/** The steps that make what programs are started with; the first is for servers. */
export const ENVIRONMENT_STEPS: readonly StepName[] = [
  "setup_ssh_agent",
  "setup_home",
  "make_non_interactive",
];

/** What `dump` and `lock` do without: they look at repositories and build nothing. */
export const BUILD_STEPS: readonly StepName[] = [
  "setup_dir",
  "repos_apply_patches",
  "setup_environ",
  "write_bbconfig",
];

/** What looking at repositories as they are does without: all that changes something, or runs it. */
export const LOOKING_STEPS: readonly StepName[] = [...CONFIG_CHANGING_STEPS, "setup_environ"];
