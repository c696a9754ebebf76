# Sourced by every recorder: a small stand-in for a command that would change the machine itself.
# It notes its arguments in the host's commands.log and keeps a little state in the host's folder.
# shellcheck shell=sh disable=SC2034
set -eu

: "${GLANCE_HOST_ROOT:?recorders serve light hosts only}"
root=$GLANCE_HOST_ROOT
state=${root%/*}/state

# record ARGUMENT…: one line in the log. A line that begins as one in the file `failures` does
# makes the command fail, so that tests can see what follows.
record() {
  recorded="${0##*/} $*"
  recorded=$(printf '%s' "$recorded" | tr '\n' ' ')
  printf '%s\n' "$recorded" >>"${root%/*}/commands.log"
  if [ -s "$state/failures" ]; then
    while read -r beginning; do
      case $recorded in
        "$beginning"*)
          echo "${0##*/}: made to fail by the test" >&2
          exit 1
          ;;
      esac
    done <"$state/failures"
  fi
}

# plain PATH: the path as the host sees it, without the temporary root.
plain() {
  case $1 in
    "$root") echo / ;;
    "$root"/*) printf '%s\n' "${1#"$root"}" ;;
    *) printf '%s\n' "$1" ;;
  esac
}
