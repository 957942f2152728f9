# Lay Python out as the official image does.
set -eu
if [ ! -e /usr/local/bin/python3 ]; then
  version="$(python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')"
  cp "/usr/bin/$version" /usr/local/bin/
  cp -rL "/usr/lib/$version" /usr/local/lib/
  cp -r /usr/lib/python3 /usr/local/lib/
  rm -f "/usr/local/lib/$version/EXTERNALLY-MANAGED"
  ln -s "$version" /usr/local/bin/python3
fi
ln -sf python3 /usr/local/bin/python
# One library where only the loader's configuration leads to it, as libpython is in the official image.
mkdir -p /usr/local/lib
mv /usr/lib/*/libexpat.so.1* /usr/local/lib/
ldconfig
# The official image is linked without symbols.
find /usr/local -name '*.so*' -type f -exec strip --strip-unneeded {} +
find /usr/local -depth -name __pycache__ -exec rm -rf {} +
