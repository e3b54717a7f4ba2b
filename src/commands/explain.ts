import { flagOption } from "../base/arguments.ts";
import { quoteArgv } from "../base/command.ts";
import { printableShellLine } from "../base/printable.ts";
import { isKasFileName } from "../config/file_format.ts";
import { topFiles } from "../config/provenance.ts";
import { jsonDocument } from "../config/write_json.ts";
import { Explainer } from "../explain/explain.ts";
import { explainConf } from "../explain/explain_conf.ts";
import {
  includeTree,
  type ListedRepo,
  overviewJson,
  overviewText,
} from "../explain/include_tree.ts";
import { explanationsJson } from "../explain/json.ts";
import { explanationsText, statementsText } from "../explain/text.ts";
import type { Repo } from "../repo/repo.ts";
import { readInputText } from "../run/read_input.ts";
import { RefFiles } from "../run/repo/git/ref_files.ts";
import { BUILD_STEPS } from "../run/step_names.ts";
import { BUILD_OVERRIDE_OPTIONS, readBuildOverrides } from "./build_overrides.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { configsApart, keysWithConf } from "./errors.ts";
import { explainFacts } from "./explain_facts.ts";
import { openProject, type ProjectRequest } from "./open_project.ts";
import {
  LOCAL_OPTION,
  NO_WAIT_OPTION,
  OFFLINE_OPTION,
  readProjectRequest,
} from "./setup_options.ts";

export interface ExplainOptions {
  readonly project: ProjectRequest;
  /** What to explain: keys, as they were typed. */
  readonly keys: readonly string[];
  /** A variable of bitbake's, instead. */
  readonly conf: string | undefined;
  readonly json: boolean;
}

export const explain = defineCommand<ExplainOptions>({
  options: [
    {
      flags: ["--conf"],
      name: "conf",
      kind: "text",
      metavar: "VARIABLE",
      help: "Explain a variable of bitbake's: the lines of local.conf that set it, in their order.",
    },
    flagOption("json", "Print JSON."),
    ...BUILD_OVERRIDE_OPTIONS,
    OFFLINE_OPTION,
    NO_WAIT_OPTION,
    LOCAL_OPTION,
  ],
  positionals: [{
    name: "key",
    arity: "many",
    offers: "key or project",
    help: "Keys to explain, as machine or repos.poky.commit, and all that is below them; without " +
      "one: the files and the repositories. A word that ends in .yml, .yaml or .json names the " +
      "project files, separated by colons; .config.yaml in KAS_WORK_DIR by default.",
  }],
  examples: [["kas explain repos.poky.commit kas.yml", "Who says which commit."]],
  read(args) {
    const words = args.list("key");
    const isConfig = (word: string) => word.split(":").every(isKasFileName);
    const configs = words.filter(isConfig);
    const keys = words.filter((word) => !isConfig(word));
    const conf = args.text("conf");
    if (configs.length > 1) throw configsApart(configs);
    if (conf !== undefined && keys.length > 0) throw keysWithConf(keys);
    // As for a dump, what includes need is fetched and checked out; the rest is left alone.
    const skip = [...BUILD_STEPS, "finish_setup_repos", "repos_checkout"] as const;
    return {
      project: {
        ...readProjectRequest(args, { skip, reads: true, warnUnpinned: false }),
        config: configs[0],
        overrides: readBuildOverrides(args),
      },
      keys,
      conf,
      json: args.flag("json"),
    };
  },
  async run(context, { project: request, keys, conf, json }) {
    const { host } = context;
    const opened = await openProject(context, request);
    const { project: { config, repos }, files } = opened;
    const facts = explainFacts(context, request, opened);
    const explainer = new Explainer(facts);
    const { cwd } = host;
    const printJson = (value: Parameters<typeof jsonDocument>[0]) =>
      host.print(jsonDocument(value));
    if (conf !== undefined) {
      const found = explainConf(explainer, facts, conf, (file) => readInputText(host, file));
      if (json) printJson(explanationsJson(found));
      else host.print(statementsText(found, cwd) + restText(conf, request.config));
    } else if (keys.length > 0) {
      const found = keys.flatMap((key) => explainer.explain(key));
      if (json) printJson(explanationsJson(found));
      else host.print(explanationsText(found, cwd));
    } else {
      const tree = includeTree(topFiles(config.files, files));
      const listed = repos.map((repo) => listedRepo(context, explainer, repo));
      if (json) printJson(overviewJson(tree, listed));
      else host.print(overviewText(tree, listed, cwd));
    }
    return 0;
  },
});

/** What tells the rest: layers, recipes and distros set variables, too. */
function restText(variable: string, config: string | undefined): string {
  const ask = quoteArgv(["bitbake-getvar", variable]);
  const line = quoteArgv(["kas", "shell", ...(config === undefined ? [] : [config]), "-c", ask]);
  return `# layers and recipes count, too: ${printableShellLine(line).replaceAll("\n", " ")}\n`;
}

function listedRepo({ host }: CommandContext, explainer: Explainer, repo: Repo): ListedRepo {
  const pinned = (["commit", "tag", "branch", "refspec"] as const).find((key) =>
    repo.url !== null && repo[key] !== null
  );
  return {
    repo,
    pin: pinned && explainer.explainValue(["repos", repo.id, pinned]),
    checkedOut: new RefFiles(host, repo.path).head(),
  };
}
