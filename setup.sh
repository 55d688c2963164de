#!/usr/bin/env bash
# ./setup.sh [demo|dev|lock]: makes what Badge Forge needs, and nothing when it is there.
#   demo  Debian packages, a Python 3.13 or 3.12, uv, and .venv with the locked dependencies
#   dev   the same, with the tools of the tests and checks
#   lock  computes the lock files anew from pyproject.toml
# Everything is installed from lock files with hashes, what builds the packages included.
set -euo pipefail

readonly packages=(
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0        # WeasyPrint draws with them
    fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji                    # names in all scripts
    gcc g++ libcups2-dev                                                     # build pycups, and erlpack for oban
    cups-daemon cups-client cups-ipp-utils cups-filters-core-drivers         # printers, and the tests' printers
    dbus-daemon poppler-utils faketime                                       # the tests' cupsd; reading PDFs; a wrong clock
    python3-venv ca-certificates                                             # fetch uv
)
readonly dev_packages=(ghostscript mupdf-tools)                              # they write PDFs that tests impose

say() { printf 'setup: %s\n' "$*" >&2; }

# fail RULE VALUE REMEDY
fail() {
    printf 'setup: %s: %s.\n       %s\n' "$1" "$2" "$3" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Runs a command silently; what it printed is shown when it fails.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" </dev/null >"$log" 2>&1 || status=$?
    [ "$status" -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

# --- Debian packages --------------------------------------------------------------------------------------------------

# A Debian Python of the right version (not on Debian 12) builds packages only with its headers.
wanted_packages() {
    local version
    printf '%s\n' "${packages[@]}"
    [ "$1" != dev ] || printf '%s\n' "${dev_packages[@]}"
    for version in 3.13 3.12; do
        if [ -x "/usr/bin/python$version" ]; then printf 'python%s-dev\npython%s-venv\n' "$version" "$version"; fi
    done
}

missing_packages() {
    local wanted
    wanted=$(wanted_packages "$1")
    # shellcheck disable=SC2086 # one word a package
    dpkg-query -W -f '${Package} ${db:Status-Status}\n' $wanted 2>/dev/null |
        awk -v wanted="$wanted" '
            $2 == "installed" { have[$1] = 1 }
            END { n = split(wanted, all, "\n"); for (i = 1; i <= n; i++) if (!(all[i] in have)) print all[i] }'
}

install_packages() {
    local missing
    if ! command -v dpkg-query >/dev/null; then
        say "not a Debian: have these installed by their names here: $(wanted_packages "$1" | tr '\n' ' ')"
        return
    fi
    missing=$(missing_packages "$1" || true)
    [ -n "$missing" ] || return 0
    missing=${missing//$'\n'/ }
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        fail "Debian packages are installed by root" "you are $(id -un) and there is no sudo" \
            "As root: apt-get install --no-install-recommends $missing"
    fi
    say "installing Debian packages: $missing"
    [ "$(id -u)" -eq 0 ] || sudo true # asks for the password where it can be seen
    quietly apt update || fail "apt-get must reach its mirror" "apt-get update failed (above)" "Mend /etc/apt, then again"
    # shellcheck disable=SC2086 # one word a package
    quietly apt install --no-install-recommends $missing ||
        fail "All Debian packages must be there" "apt-get install failed (above)" "Mend it, then run this again"
    case " $missing " in *" cups-daemon "*) rest_cupsd ;; esac
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@"
}

# We brought cupsd for the tests, which run their own: whether this machine serves printers on port 631 is not ours to say.
rest_cupsd() {
    if [ -d /run/systemd/system ]; then
        quietly as_root systemctl disable --now cups.service cups.socket cups.path || return 0
    elif [ -s /run/cups/cupsd.pid ]; then
        quietly as_root service cups stop || return 0
        quietly as_root update-rc.d cups disable || return 0
    else
        return 0
    fi
    say "CUPS is installed and does not run; to print through it: systemctl enable --now cups (or: service cups start)"
}

# --- Python and uv ----------------------------------------------------------------------------------------------------

# A shim of pyenv can be there and run nothing, and a Python without headers cannot build: only a run tells.
usable_python() {
    "$1" -c '
import os, sys, sysconfig
usable = sys.version_info[:2] in ((3, 12), (3, 13)) and sys.implementation.name == "cpython"
usable = usable and not sysconfig.get_config_var("Py_GIL_DISABLED")
sys.exit(not (usable and os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h"))))' >/dev/null 2>&1
}

find_python() {
    local version candidate pyenv="${PYENV_ROOT:-${HOME:-/root}/.pyenv}"
    for version in 3.13 3.12; do
        while IFS= read -r candidate; do
            if [ -x "$candidate" ] && usable_python "$candidate"; then
                printf '%s\n' "$candidate"
                return
            fi
        done < <(type -aP "python$version"; printf '%s\n' "$pyenv/versions/$version"*"/bin/python$version" \
            "/usr/local/bin/python$version" "/usr/bin/python$version")
    done
    return 1
}

# An older uv, or one behind a dead shim, does not know how to check the hashes of what builds a package.
usable_uv() {
    "$1" help pip install 2>/dev/null | grep -q -e --require-build-hashes
}

find_uv() {
    local candidate
    for candidate in .tools/bin/uv uv; do
        if command -v "$candidate" >/dev/null && usable_uv "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    fetch_uv >&2
    printf '%s\n' .tools/bin/uv
}

fetch_uv() {
    local python
    python=$(find_python || command -v python3) ||
        fail "uv is fetched with pip" "there is no python3" "apt-get install python3-venv, or put uv on the PATH"
    say "fetching uv"
    rm -rf .tools
    quietly "$python" -m venv .tools || fail "uv gets a folder of its own" "$python -m venv failed (above)" \
        "apt-get install python3-venv, or put uv on the PATH"
    locked uv requirements-build.lock >.tools/uv.lock
    quietly .tools/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes -r .tools/uv.lock ||
        fail "uv comes from the package index" "pip install failed (above)" "Mend the network, or put uv on the PATH"
}

# locked NAME FILE: the lines of one package, with its hashes
locked() {
    awk -v start="^$1==" '$0 ~ start { on = 1 } on { print } on && !/\\$/ { exit }' "$2"
}

# uv and pip bring certificates of their own; a network's (a proxy's) are the machine's.
use_machine_certificates() {
    local bundle=/etc/ssl/certs/ca-certificates.crt
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"
    if [ -r "$bundle" ]; then export PIP_CERT="${PIP_CERT:-$bundle}"; fi
}

# --- The environment --------------------------------------------------------------------------------------------------

# What an environment was made from. It cannot be moved: its scripts name its folder.
key() {
    { printf '%s\n' "$PWD"; cat pyproject.toml setup.sh requirements-build.lock "$1"; } | sha256sum | cut -d ' ' -f 1
}

lock_of() {
    if [ "$1" = dev ]; then echo requirements-dev.lock; else echo requirements.lock; fi
}

# is_made KIND: dev holds all that demo holds
is_made() {
    local stamp=".venv/badge-forge-$1"
    [ -r "$stamp" ] && [ "$(<"$stamp")" = "$(key "$(lock_of "$1")")" ] && usable_python .venv/bin/python
}

make_environment() {
    local kind=$1 uv lock
    if is_made dev || is_made "$kind"; then return; fi
    use_machine_certificates
    lock=$(lock_of "$kind")
    uv=$(find_uv)
    make_venv "$uv"
    say "installing $lock into .venv"
    install "$uv" --require-hashes -r "$lock"
    install "$uv" --no-deps --editable .
    key "$lock" >".venv/badge-forge-$kind"
}

make_venv() {
    local python
    if grep -qsF "$PWD/.venv" .venv/bin/activate && usable_python .venv/bin/python; then return; fi
    if ! python=$(find_python); then
        say "no Python 3.13 or 3.12 with its headers here: uv fetches one"
        python=3.13
    fi
    quietly "$1" venv --quiet --clear --python "$python" .venv ||
        fail "Badge Forge runs on Python 3.13 or 3.12" "none was found, none could be fetched (above)" \
            "Install one with its headers (pyenv install 3.13), or mend the network"
}

install() {
    # Compiled at once: a node imports WeasyPrint at each start, and who may not write here would compile it anew each time.
    quietly "$1" pip install --quiet --compile-bytecode --python .venv/bin/python \
        --build-constraints requirements-build.lock --require-build-hashes "${@:2}" ||
        fail "The environment is what the lock files say" "uv pip install ${*:2} failed (above)" \
            "Mend the network or the package, then run this again"
}

make_locks() {
    local uv python
    use_machine_certificates
    uv=$(find_uv)
    python=$(find_python || echo 3.12)
    lock() {
        "$uv" pip compile --quiet --python "$python" --python-version 3.12 --generate-hashes --no-header --no-annotate \
            --universal "$@" >/dev/null
    }
    lock pyproject.toml -o requirements.lock
    lock pyproject.toml --group dev --group bench -c requirements.lock -o requirements-dev.lock
    lock --group build -c requirements-dev.lock -o requirements-build.lock
}

main() {
    cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
    case "${1:-demo}" in
        demo | dev)
            exec 9<setup.sh
            flock 9 # two at once would write one .venv
            install_packages "${1:-demo}"
            make_environment "${1:-demo}"
            ;;
        lock) make_locks ;;
        *) printf 'usage: ./setup.sh [demo|dev|lock]\n' >&2; exit 2 ;;
    esac
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then main "$@"; fi
