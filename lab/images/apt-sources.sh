# shellcheck shell=bash
# Where this machine gets Debian's packages from, out of its own apt configuration.

# One line a source: URI, suite, component, label. Needs apt's lists, which tell whose a source is.
debian_targets() {
  # shellcheck disable=SC2016 # apt's own placeholders
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(LABEL)' \
    'Identifier: Packages' 'Origin: Debian' | sort -u
}

# The address of the main archive.
debian_mirror() {
  local uri
  uri=$(debian_targets | awk '$4 == "Debian" { print $1; exit }')
  [ -n "$uri" ] || {
    echo "images: this machine's apt has no source of Debian packages (try apt-get update)" >&2
    return 1
  }
  echo "$uri"
}

# sources.list of a suite: the archive, its updates, and security where this machine has it.
debian_sources() {
  local main security suite=$1
  main=$(debian_mirror)
  security=$(debian_targets | awk '$4 == "Debian-Security" { print $1; exit }')
  echo "deb $main $suite main"
  [ "$suite" != sid ] || return 0
  echo "deb $main $suite-updates main"
  security_ended "$suite" || [ -z "$security" ] || echo "deb $security $suite-security main"
}

# This machine's proxies and checks of dates, and what makes a build small and quick.
machine_apt_options() {
  apt-config dump Acquire | grep -iE '^Acquire::(https?::|Check-|ForceIPv)' || true
  cat <<'OPTIONS'
Dir::Etc::SourceList "/tmp/sources/sources.list";
Dir::Etc::SourceParts "/dev/null";
DPkg::Options { "--force-unsafe-io"; "--force-confold"; };
Acquire::Languages "none";
APT::Sandbox::User "root";
OPTIONS
}
