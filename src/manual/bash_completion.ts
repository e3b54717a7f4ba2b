/** The completion script of bash 4.3 or later: the words go to `kas completion bash`, which knows all. */
export const BASH_COMPLETION =
  `# bash completion for kas and kas-container; kas itself, found in PATH, tells what can stand.
# For this shell: source <(kas completion bash)
# For all: kas completion bash >~/.local/share/bash-completion/completions/kas

_kas() {
    local program=\${1##*/} line=\${COMP_LINE:0:COMP_POINT} words=() word index
    # What bash takes apart at = and : is put together again.
    for ((index = 0; index <= COMP_CWORD; index++)); do
        if [[ $index == 0 || $line == [[:space:]]* ]]; then
            line=\${line#"\${line%%[![:space:]]*}"}
            words+=("")
        fi
        word=\${COMP_WORDS[index]}
        # The last word counts as far as the cursor.
        ((index < COMP_CWORD)) || word=$line
        words[-1]+=$word
        line=\${line#"$word"}
    done

    local breaks= kept= quoted= candidate
    [[ \${words[-1]} != [\\"\\']* ]] || quoted=1
    words=("\${words[@]//[\\"\\'\\\\]/}")
    # Of the last word, only what stands behind them is replaced.
    [[ $COMP_WORDBREAKS != *:* ]] || breaks+=:
    [[ $COMP_WORDBREAKS != *=* ]] || breaks+==
    word=\${words[-1]}
    [[ -z $breaks || $quoted ]] || kept=\${word%"\${word##*[$breaks]}"}

    COMPREPLY=()
    while IFS= read -r candidate; do
        candidate=\${candidate#"$kept"}
        if [[ ! $quoted && $candidate != "~/"* ]]; then printf -v candidate %q "$candidate"; fi
        COMPREPLY+=("$candidate")
    done < <(command "$program" completion bash -- "$program" "\${words[@]:1}" 2>/dev/null)
    if [[ \${COMPREPLY[0]} == *[/=:.] && \${#COMPREPLY[@]} == 1 ]]; then compopt -o nospace; fi
}

complete -F _kas kas kas-container
`;
