/** The completion script of fish 3 or later: the words go to `kas completion fish`, which knows all. */
export const FISH_COMPLETION =
  `# fish completion for kas and kas-container; kas itself, found in PATH, tells what can stand.
# For this shell: kas completion fish | source
# For all: kas completion fish >~/.config/fish/completions/kas.fish

function __kas_words
    set -l words (commandline -opc)
    set -l program (string replace -r '.*/' '' -- $words[1])
    command $program completion fish -- $program $words[2..-1] \\
        (string unescape -- (commandline -ct)) 2>/dev/null
end

complete -c kas -f -a '(__kas_words)'
complete -c kas-container -f -a '(__kas_words)'
`;
