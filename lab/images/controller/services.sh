# shellcheck shell=bash
# What a controller has beside Keystone: MariaDB, memcached, RabbitMQ and the lab's packages.
install mariadb-server memcached rabbitmq-server
# In suites whose packages still bring it.
[ ! -e /lib/systemd/system/rsyslog.service ] || systemctl disable rsyslog

cat >/etc/mysql/mariadb.conf.d/90-lab.cnf <<'CNF'
[mariadb]
bind_address = 0.0.0.0
skip_name_resolve
innodb_log_file_size = 8M
innodb_flush_log_at_trx_commit = 2
CNF
sed -i 's/^-l .*/-l 0.0.0.0/' /etc/memcached.conf
echo 'load_definitions = /etc/rabbitmq/definitions.json' >/etc/rabbitmq/rabbitmq.conf

cat >/etc/systemd/system/repository.service <<'UNIT'
[Unit]
Description=Package repository of the lab
[Service]
ExecStart=/usr/bin/python3 -m http.server --directory /srv/repository 8080
DynamicUser=yes
[Install]
WantedBy=multi-user.target
UNIT
systemctl enable repository

# sid has moved it.
socket=$(my_print_defaults client-server mariadbd | sed -n 's/^--socket=//p' | tail -n 1)

# Runs a command while MariaDB runs, with an empty database `keystone` and its user.
with_keystone_database() {
  mkdir -p "$(dirname "$socket")"
  chown mysql:mysql "$(dirname "$socket")"
  mariadbd --user=mysql --skip-networking &
  until mariadb-admin ping >/dev/null 2>&1; do
    kill -0 "$!" # ends the build where it has ended
    sleep 0.2
  done
  mariadb <<SQL
CREATE DATABASE keystone CHARACTER SET $1;
CREATE USER keystone@localhost IDENTIFIED BY 'keystone';
GRANT ALL ON keystone.* TO keystone@localhost;
SQL
  "$2"
  mariadb-admin shutdown
  wait
  rm -rf /var/log/mysql/*
}
