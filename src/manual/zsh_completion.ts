/** The completion script of zsh: the words go to `kas completion zsh`, which knows all. */
export const ZSH_COMPLETION = `#compdef kas kas-container
# zsh completion for kas and kas-container; kas itself, found in PATH, tells what can stand.
# For this shell: source <(kas completion zsh)
# For all: kas completion zsh >DIR/_kas, where DIR is one of $fpath

_kas() {
    local program=\${words[1]:t} line word about tab=$'\\t'
    local -a ended open
    # Only zsh's own function leaves a ~ as it is.
    if [[ $PREFIX == \\~* ]]; then
        _files
        return
    fi
    for line in "\${(@f)$(command $program completion zsh -- $program \\
        "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}"; do
        word=\${line%%$tab*} about=
        [[ -n $word ]] || continue
        [[ $line != *$tab* ]] || about=:\${line#*$tab}
        # What ends so goes on: no blank follows.
        if [[ $word == *[/=:.] ]]; then
            open+=("\${word//:/\\\\:}$about")
        else
            ended+=("\${word//:/\\\\:}$about")
        fi
    done
    local found=1
    if (( $#ended )); then _describe kas ended && found=0; fi
    if (( $#open )); then _describe kas open -S '' && found=0; fi
    return found
}

if [[ $funcstack[1] == _kas ]]; then
    _kas "$@"
else
    compdef _kas kas kas-container
fi
`;
