# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with setup
# Builds parts of the tool chain from Go modules into the cache, each in a folder whose name says
# what it is made from.

say() { echo "tool chain: $*"; }

fail() {
    say "$*" >&2
    exit 1
}

# need PROGRAM PACKAGE
need() {
    command -v "$1" >/dev/null || fail "needs $1: install it (package $2) and start again"
}

pulumi_version=$(sed -n 's|.*github.com/pulumi/pulumi/pkg/v3 v\([0-9.]*\).*|\1|p' "${BASH_SOURCE[0]%/*}/pulumi/go.mod")

# key PATH…: a hash of all files there and of the kind of machine.
key() {
    {
        uname -sm
        local path
        for path in "$@"; do
            (cd "$(dirname "$path")" && find "$(basename "$path")" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
        done
    } | sha256sum | cut -c -16
}

# bin_folder INSTALLED_PULUMI PLUGINS: the folder for PATH that goes with these sources and finds.
bin_folder() {
    local sources
    sources=$(key "$here"/{setup,build.sh,find.sh,pulumi,language-nodejs,pulumi-{language,resource-pulumi}-nodejs} "$here/plugins")
    echo "$cache/bin-$(echo "$1 $2 $sources" | sha256sum | cut -c -16)"
}

# built NAME TITLE MODULE PACKAGES [LDFLAGS]: leaves the programs of a Go module in
# NAME-KEY, unless they are there already.
built() {
    local name=$1 title=$2 module=$3 packages=$4 ldflags=${5-}
    local folder started=$SECONDS new
    folder=$cache/$name-$(key "$module")
    [[ ! -d $folder ]] || return 0
    check_go "$module"
    say "$title: building it from Go modules …"
    new=$(mktemp -d "$cache/.unfinished.XXXXXX")
    (cd "$module" && GOWORK=off go build -trimpath -ldflags "-s -w $ldflags" -o "$new/" "$packages" 9>&-) ||
        fail "$title could not be built; what go says stands above"
    mv "$new" "$folder"
    say "$title … $((SECONDS - started)) s"
}

# check_go MODULE: a Go that can build the module, by itself or by fetching the release it names.
check_go() {
    local wanted
    wanted=$(sed -n 's/^go //p' "$1/go.mod")
    command -v go >/dev/null ||
        fail "needs Go $wanted or later (or an installed pulumi $pulumi_minimum or later with its plugins): install it and start again"
    (cd "$1" && go version >/dev/null 2>&1 9>&-) ||
        fail "needs Go $wanted or later, and this is $(cd / && go version)"
}

# place FOLDER NAME: puts the programs of a built part into FOLDER. No symbolic links: pulumi looks
# for its language host beside its own real path.
place() {
    local module=$here/$2 program
    for program in "$cache/$2-$(key "$module")"/*; do
        ln "$program" "$1/" 2>/dev/null || cp "$program" "$1/"
    done
}

# plugin_home FOLDER: lays the stand-ins in FOLDER out as pulumi's own plugin folder.
plugin_home() {
    local name version folder
    for name in command random; do
        version=${name}_version
        folder=$1/home/plugins/resource-$name-v${!version}
        mkdir -p "$folder"
        ln "$1/pulumi-resource-$name" "$folder/" 2>/dev/null || cp "$1/pulumi-resource-$name" "$folder/"
    done
}
