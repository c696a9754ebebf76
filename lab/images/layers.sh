# shellcheck shell=bash
# Names, recipes and cache folders of the images' layers; `here` is this folder.

cache() { echo "${XDG_CACHE_HOME:-$HOME/.cache}/pulumi-glance/images"; }

# Every layer that a host can be booted from.
images() { echo controller; echo storage; echo image; echo compute; }

# The layers of an image, lowest first.
chain() {
  [ -d "${here:?}/$1" ] || { echo "images: there is no image '$1'" >&2; return 1; }
  [ ! -e "$here/$1/parent" ] || chain "$(<"$here/$1/parent")"
  echo "$1"
}

# A hash of the recipe of a layer and of all layers below it.
layer_hash() {
  local layer
  for layer in $(chain "$1"); do
    (cd "$here/$layer" && find . -type f -print0 | sort -z | xargs -0 sha256sum)
  done | cat - "$here/build-layer" | sha256sum | cut -c1-12
}

layer_folder() { echo "$(cache)/$1-$(layer_hash "$1")"; }

# The folders of an image, top first, as an overlay wants them.
layers() {
  local layer
  for layer in $(chain "$1" | tac); do layer_folder "$layer"; done
}
