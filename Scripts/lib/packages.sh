# Installs what the build needs, where it is missing. Sourced by the scripts beside it.
# shellcheck shell=bash

# pkg-config's name of each library, and the Debian or Ubuntu package that brings it.
readonly LIBRARY_PACKAGES=(
  "libxml-2.0=libxml2-dev"
  "yaml-0.1=libyaml-dev"
  "zlib=zlib1g-dev"
  "libzstd=libzstd-dev"
)

# As above, but the build does without it: isa-l inflates gzip several times as fast as zlib. Its header
# package brings the library too, which the program looks for when it runs.
readonly OPTIONAL_PACKAGE="libisal=libisal-dev"

# Prints the missing packages, one a line.
missing_packages() {
  local entry
  if ! command -v pkg-config > /dev/null; then
    echo "pkg-config"
  fi
  for entry in "${LIBRARY_PACKAGES[@]}"; do
    if ! pkg-config --exists "${entry%%=*}" 2> /dev/null; then
      echo "${entry#*=}"
    fi
  done
}

# Makes sure that the packages named on the command line are installed, or stops with status 69.
install_packages() {
  local -a as_root=(env DEBIAN_FRONTEND=noninteractive)
  if ! command -v apt-get > /dev/null; then
    echo "Please install what these Debian packages hold, then try again: $*" >&2
    exit 69
  fi
  if [[ "$(id -u)" -ne 0 ]]; then
    if ! sudo -n true 2> /dev/null; then
      echo "Please install the missing packages, then try again:" >&2
      echo "  sudo apt-get update && sudo apt-get install --yes --no-install-recommends $*" >&2
      exit 69
    fi
    as_root=(sudo -n "${as_root[@]}")
  fi
  echo "Installing packages: $*" >&2
  # An outdated list often still has the package, so a failed update alone stops nothing.
  "${as_root[@]}" apt-get update --quiet < /dev/null >&2 \
    || echo "apt-get update failed; trying with the lists at hand." >&2
  if ! "${as_root[@]}" apt-get install --yes --quiet --no-install-recommends "$@" < /dev/null >&2; then
    echo "The packages could not be installed: $*" >&2
    exit 69
  fi
}

# Adds the optional package where the system offers it; never stops the build, and says what it misses.
try_optional_package() {
  local package="${OPTIONAL_PACKAGE#*=}"
  if ! command -v pkg-config > /dev/null || pkg-config --exists "${OPTIONAL_PACKAGE%%=*}"; then
    return 0
  fi
  if [[ "$(id -u)" -eq 0 ]] && apt-cache show "$package" > /dev/null 2>&1 \
    && (install_packages "$package"); then
    return 0
  fi
  echo "Without $package, gzip is inflated by zlib, which is slower; nothing else differs." >&2
}

# Does nothing where everything is there.
ensure_build_packages() {
  local -a missing
  if ! command -v swift > /dev/null; then
    echo "Swift 6.2 or newer is needed and no 'swift' is on the PATH; see https://www.swift.org/install." >&2
    exit 69
  fi
  mapfile -t missing < <(missing_packages)
  if [[ "${#missing[@]}" -gt 0 ]]; then
    install_packages "${missing[@]}"
  fi
  try_optional_package
}

# Prints the comment at the head of a script as its help.
print_help() {
  sed -n '2,/^$/ s/^# \{0,1\}//p' "$1"
}
