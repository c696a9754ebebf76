# shellcheck shell=bash
# Makes an rpm of a folder: pack NAME VERSION FOLDER
#
# rpm/NAME.spec holds what the package has beyond its files: what it is, what it needs, its
# scripts; rpm/NAME.files, where there is one, its list of files in place of all that are there.
pack() {
  local name=$1 version=$2 tree=$3 top=/tmp/rpm
  mkdir -p "$top"
  if [ -e "rpm/$name.files" ]; then
    cp "rpm/$name.files" "$top/files"
  else
    # Folders with something in them are Debian's already, or come along.
    (cd "$tree" && find . -mindepth 1 \( ! -type d -o -empty \) | sed 's|^\.|"|; s|$|"|') >"$top/files"
  fi
  {
    printf 'Name: %s\nVersion: %s\nRelease: 1.lab\nLicense: of its parts\n' "$name" "$version"
    printf 'AutoReqProv: no\n'
    cat "rpm/$name.spec"
    printf '%%install\ncp -a %s/. %%{buildroot}/\n%%files -f %s/files\n' "$tree" "$top"
  } >"$top/$name.spec"
  # Nothing in it is to be changed: no stripping, no compiling, no rewriting of first lines.
  rpmbuild -bb --quiet --define "_topdir $top" --define "_rpmdir /srv/repository" \
    --define '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' \
    --define '__os_install_post %{nil}' --define 'debug_package %{nil}' \
    --define '_build_id_links none' "$top/$name.spec"
}
