# shellcheck shell=bash
# Packages that stand in for Juno's (2014.2), which can no longer be had: they link to the oldest
# OpenStack that can, as juno.sh leaves it, and bring its files to where Red Hat's packages have them.

# A folder with links in /usr/bin, the units of units/ and the files of /usr/share.
tree_of() {
  local tree=$1 prefix=$2 program
  shift 2
  mkdir -p "$tree"/usr/{bin,lib/systemd/system}
  for program in "$@"; do ln -s "/opt/openstack/bin/$program" "$tree/usr/bin/$program"; done
  cp units/"$prefix"*.service "$tree/usr/lib/systemd/system/"
}

tree=/tmp/openstack-glance
tree_of "$tree" openstack-glance- glance-{api,registry,manage,control,scrubber,cache-manage}
mkdir -p "$tree"/{etc/glance,usr/share/glance,var/lib/glance/images,var/log/glance}
cp /opt/openstack/etc/glance/{glance-{api,registry}{.conf,-paste.ini},policy.json,schema-image.json} \
  "$tree/etc/glance/"
cp dist/glance-* "$tree/usr/share/glance/"
pack openstack-glance 2014.2 "$tree"

tree=/tmp/openstack-nova-common
mkdir -p "$tree"/{etc/nova,usr/share/nova,var/lib/nova/{instances,tmp},var/log/nova}
/opt/openstack/bin/oslo-config-generator \
  --config-file /opt/openstack/etc/nova/nova/nova-config-generator.conf \
  --output-file "$tree/etc/nova/nova.conf"
cp -r /opt/openstack/etc/nova/nova/{rootwrap.conf,rootwrap.d,api-paste.ini} "$tree/etc/nova/"
cp dist/nova-* "$tree/usr/share/nova/"
pack openstack-nova-common 2014.2 "$tree"
tree=/tmp/openstack-nova-compute
tree_of "$tree" openstack-nova-compute nova-compute
pack openstack-nova-compute 2014.2 "$tree"

tree=/tmp/iptables-services
mkdir -p "$tree"/{usr/lib/systemd/system,usr/libexec/iptables,etc/sysconfig}
for name in iptables ip6tables; do
  sed "s/@NAME@/$name/g" units/iptables.service >"$tree/usr/lib/systemd/system/$name.service"
  sed "s/@NAME@/$name/g" iptables.init >"$tree/usr/libexec/iptables/$name.init"
  chmod +x "$tree/usr/libexec/iptables/$name.init"
  # The rules that Red Hat's own package brings: closed but for ssh.
  icmp=icmp reject=icmp-host-prohibited
  [ "$name" = iptables ] || icmp=ipv6-icmp reject=icmp6-adm-prohibited
  cat >"$tree/etc/sysconfig/$name" <<RULES
# sample configuration for $name service
# you can edit this manually or use system-config-firewall
# please do not ask us to add additional ports/services to this default configuration
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p $icmp -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT
-A INPUT -j REJECT --reject-with $reject
-A FORWARD -j REJECT --reject-with $reject
COMMIT
RULES
done
pack iptables-services 1.4.21 "$tree"
