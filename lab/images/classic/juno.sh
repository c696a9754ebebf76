# shellcheck shell=bash
# What Juno's services do and the ones in /opt/openstack no longer: the only changes to what PyPI
# has. Each file of juno/ is added to the end of the module that it is named after.
packages=/opt/openstack/lib/python2.7/site-packages
changed=()
for module in glance_store/backend nova/conf/glance nova/image/download/file; do
  cat "juno/${module//\//_}.py" >>"$packages/$module.py"
  changed+=("$packages/$module.py")
done

# Juno's db_sync takes a `%` in a database's URL, over which Pike's falls: alembic expands it.
migrations=$packages/glance/db/sqlalchemy/alembic_migrations/__init__.py
sed -i 's/str(engine.url))/str(engine.url).replace("%", "%%"))/' "$migrations"
grep -qF 'str(engine.url).replace("%", "%%"))' "$migrations"
/opt/openstack/bin/python -m compileall -q "${changed[@]}" "$migrations"
