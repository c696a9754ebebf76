# shellcheck shell=bash
# Names, recipes and cache folders of the images' layers; `here` is this folder.

cache() { echo "${XDG_CACHE_HOME:-$HOME/.cache}/pulumi-glance/images"; }

# The images of topology zed, built where none is named; other topologies build theirs.
images() { echo controller; echo storage; echo image; echo compute; }

# A layer is RECIPE or RECIPE@SUITE: the same recipe on another of Debian's releases.
recipe() { echo "${1%@*}"; }
suite() { case $1 in *@*) echo "${1#*@}" ;; *) echo bookworm ;; esac; }

# The suites whose security archive has ended: its index names files that are gone from the mirrors.
security_ended() { [ "$1" = bullseye ]; }

# The layer that it stands on; nothing for the lowest.
parent() {
  local below=${here:?}/${1%@*}/parent
  [ ! -e "$below" ] || echo "$(<"$below")${1#"${1%@*}"}"
}

# The layers of an image, lowest first.
chain() {
  local below
  [ -d "${here:?}/${1%@*}" ] || { echo "images: there is no image '$1'" >&2; return 1; }
  below=$(parent "$1")
  [ -z "$below" ] || chain "$below"
  echo "$1"
}

# A hash of the recipe of a layer and of all layers below it.
layer_hash() {
  local layer
  for layer in $(chain "$1"); do
    (cd "$here/$(recipe "$layer")" && find -L . -type f -print0 | sort -z | xargs -0 sha256sum)
    suite "$layer"
    ! security_ended "$(suite "$layer")" || echo "without security"
  done | cat - "$here/build-layer" | sha256sum | cut -c1-12
}

layer_folder() { echo "$(cache)/$1-$(layer_hash "$1")"; }

# The folders of an image, top first, as an overlay wants them.
layers() {
  local layer
  for layer in $(chain "$1" | tac); do layer_folder "$layer"; done
}
