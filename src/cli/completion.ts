import type { Option } from "../base/arguments.ts";
import type { Documented } from "./manual.ts";

/** Metavars of options whose value is a path. */
const PATHS = ["DIR", "FILE"];

/**
 * The completion script of bash for kas and kas-container: commands, options, their values, and
 * project files (`a.yml:b.yml` too, as bash splits words at colons).
 */
export function bashCompletion(
  kas: Documented,
  commands: readonly Documented[],
  launcher: Documented,
): string {
  const all = [kas, launcher, ...commands];
  const names = (list: readonly Documented[]) => list.map((command) => command.name);
  const words = (item: Documented) => [
    ...item === kas ? [...names(commands), "container"] : [],
    ...item === launcher ? names(commands.filter(({ hostOnly }) => !hostOnly)) : [],
    ...item.options.filter((option) => !option.hidden).flatMap((option) => option.flags),
  ];
  const options = all.map((item) => `    ${item.name}) echo '${words(item).join(" ")}' ;;`);
  const values = all.flatMap((item) =>
    item.options.filter((option) => option.kind !== "flag").map((option) =>
      `    ${option.flags.map((flag) => `'${item.name} ${flag}'`).join("|")}) ${value(option)} ;;`
    )
  );
  return `# bash completion for kas and kas-container, made from their tables of options.

# What may stand after a program or command.
_kas_words() {
    case $1 in
${options.join("\n")}
    esac
}

# The values of an option; status 1 if it takes none.
_kas_values() {
    case "$1 $2" in
${values.join("\n")}
    *) return 1 ;;
    esac
}

_kas() {
    local program=\${COMP_WORDS[0]##*/} word=\${COMP_WORDS[COMP_CWORD]} command= values
    local before=\${COMP_WORDS[COMP_CWORD - 1]} index=1
    if [[ $program == kas && $COMP_CWORD -gt 1 && \${COMP_WORDS[1]} == container ]]; then
        program=kas-container index=2
    fi
    [[ $word == [=:] ]] && word=
    [[ $before == = ]] && before=\${COMP_WORDS[COMP_CWORD - 2]}
    for (( ; index < COMP_CWORD; index++)); do
        if _kas_values "$program" "\${COMP_WORDS[index]}" >/dev/null; then
            [[ \${COMP_WORDS[index + 1]} == = ]] && ((index++))
            ((index++))
        elif [[ \${COMP_WORDS[index]} != -* ]]; then
            command=\${COMP_WORDS[index]}
            break
        fi
    done
    if values=$(_kas_values "\${command:-$program}" "$before"); then
        if [[ $values == "@paths" ]]; then
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
        else
            mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
        fi
    elif [[ $word == -* || -z $command ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_kas_words "\${command:-$program}")" -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -d -- "$word"
            compgen -f -- "$word" | grep -E '\\.(yml|yaml|json)$|Kconfig')
    fi
}

complete -o filenames -F _kas kas kas-container
`;
}

function value({ choices, metavar }: Option): string {
  if (choices) return `echo '${choices.join(" ")}'`;
  return PATHS.includes(metavar ?? "") ? "echo @paths" : ":";
}
