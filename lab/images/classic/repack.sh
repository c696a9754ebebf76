# shellcheck shell=bash
# Debian's programs under the names of Red Hat's packages. An rpm holds all that the program needs
# beyond what stands on every host of this layer.

# Unpacks into a folder what apt would install for packages, and moves it to where Debian's merged
# folders really are, since rpm does not follow links of folders.
unpack() {
  local tree=$1 debs=/tmp/debs folder deb
  shift
  rm -rf "$debs"
  mkdir -p "$debs/partial" "$tree/usr"
  apt-get -q install -y --no-install-recommends --reinstall --download-only \
    -o "Dir::Cache::archives=$debs" "$@"
  for deb in "$debs"/*.deb; do dpkg-deb -x "$deb" "$tree"; done
  for folder in bin sbin lib lib64; do
    [ -d "$tree/$folder" ] || continue
    cp -a "$tree/$folder" "$tree/usr/"
    rm -rf "${tree:?}/$folder"
  done
  (cd "$tree/usr/share" && rm -rf doc doc-base man lintian locale bash-completion bug)
}

# Debian's version of a package, without its own revision and epoch.
version() { apt-cache show --no-all-versions "$1" | sed -nE 's/^Version: ([0-9]+:)?([^-+~]*).*/\2/p'; }

unpack /tmp/haproxy haproxy
pack haproxy "$(version haproxy)" /tmp/haproxy

# On Red Hat the FUSE client is a package of its own.
unpack /tmp/glusterfs glusterfs-client
mkdir -p /tmp/glusterfs-fuse
(
  cd /tmp/glusterfs
  find . -name '*mount*glusterfs' -o -name fuse.so |
    while read -r file; do
      mkdir -p "/tmp/glusterfs-fuse/$(dirname "$file")"
      mv "$file" "/tmp/glusterfs-fuse/$file"
    done
)
pack glusterfs "$(version glusterfs-client)" /tmp/glusterfs
pack glusterfs-fuse "$(version glusterfs-client)" /tmp/glusterfs-fuse

unpack /tmp/crudini crudini
pack crudini "$(version crudini)" /tmp/crudini

mkdir -p /tmp/debian-base/usr
pack debian-base 11 /tmp/debian-base

mkdir -p /tmp/openstack-utils/usr/bin
printf '#!/bin/sh\nexec crudini "$@"\n' >/tmp/openstack-utils/usr/bin/openstack-config
chmod +x /tmp/openstack-utils/usr/bin/openstack-config
pack openstack-utils 2014.2 /tmp/openstack-utils
