# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with setup
# What is installed already, and what could be downloaded.

# The oldest pulumi that will do, and the versions that package.json pins.
pulumi_minimum=3.216.0
command_version=1.2.1
random_version=4.21.2

# version_of PULUMI: its version without the v, or nothing when it does not run.
version_of() {
    local version
    version=$("$1" version 2>/dev/null) && echo "${version#v}"
}

# installed_pulumi: the path of a pulumi that is new enough and has its language host; nothing when
# there is none. One from this cache is not an installed one.
installed_pulumi() {
    local candidate version
    while read -r candidate; do
        [[ $candidate != "$cache"/* ]] || continue
        version=$(version_of "$candidate") || continue
        [[ $(printf '%s\n' "$pulumi_minimum" "$version" | sort -V | head -n 1) == "$pulumi_minimum" ]] || continue
        candidate=$(readlink -f "$candidate")
        [[ -x $(dirname "$candidate")/pulumi-language-nodejs ]] || continue
        echo "$candidate"
        return
    done < <(type -ap pulumi)
}

# has_official_plugins: whether both plugins are in the user's plugin folder.
has_official_plugins() {
    local plugins=${PULUMI_HOME:-$HOME/.pulumi}/plugins
    [[ $plugins != "$cache"/* ]] &&
        [[ -x $plugins/resource-command-v$command_version/pulumi-resource-command ]] &&
        [[ -x $plugins/resource-random-v$random_version/pulumi-resource-random ]]
}

# download_plugins PULUMI: gets both plugins as pulumi itself would, and gives up after ten seconds
# without an answer, so that a machine without a way out does not hang.
download_plugins() {
    say "plugins command $command_version and random $random_version: trying to download them …"
    PULUMI_SKIP_UPDATE_CHECK=true timeout 10 "$1" plugin install resource command "$command_version" >/dev/null 2>&1 9>&- &&
        PULUMI_SKIP_UPDATE_CHECK=true timeout 60 "$1" plugin install resource random "$random_version" >/dev/null 2>&1 9>&- &&
        has_official_plugins
}
