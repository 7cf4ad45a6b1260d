#!/bin/sh
# Installs Earshot for one user, without root:
#
#   sh install.sh                     the newest release
#   sh install.sh --version 0.2.0     that one
#   sh install.sh --from URL|DIR      from a mirror or a folder with the files of a release
#   sh install.sh --uninstall         removes the program; models, jobs and settings stay
#
# It goes to ~/.local/share/earshot/app/VERSION, and ~/.local/bin/earshot is a link to it. Nothing is unpacked before the signature of the
# release's checksums and the checksum of the archive are right; an installation that works is replaced by one rename of a link at the end.
set -eu

# Public keys of releases (Ed25519, Base64 of their DER form): one of them has signed.
keys='@KEYS@'
releases=https://github.com/earshot-dev/earshot/releases

say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }

main() {
  from=${EARSHOT_RELEASES:-} version='' uninstall=''
  while [ $# -gt 0 ]; do
    case $1 in
      --version) [ $# -ge 2 ] || fail "--version needs a version, such as 0.2.0."; version=${2#v}; shift ;;
      --from) [ $# -ge 2 ] || fail "--from needs a URL or a folder."; from=$2; shift ;;
      --uninstall) uninstall=1 ;;
      -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
      *) fail "unknown option '$1'. There are --version, --from, --uninstall and --help." ;;
    esac
    shift
  done
  [ -n "${HOME:-}" ] || fail "HOME is not set."
  data=${XDG_DATA_HOME:-$HOME/.local/share}/earshot
  app=$data/app
  bin=$HOME/.local/bin
  if [ -n "$uninstall" ]; then remove; else install; fi
}

install() {
  platform
  for program in tar sed mktemp openssl; do
    command -v "$program" >/dev/null || fail "'$program' is needed and not found. Install it and run this again."
  done
  mkdir -p "$app" "$bin"
  work=$(mktemp -d "$app/.install.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM HUP
  source=$from
  if [ -z "$source" ]; then
    source=$releases/latest/download
    [ -z "$version" ] || source=$releases/download/v$version
  fi
  get SHA256SUMS
  get SHA256SUMS.sig
  check_signature
  released=$(sed -n '1s/^# earshot //p' "$work/SHA256SUMS")
  [ -n "$released" ] || fail "SHA256SUMS of $source does not say which version it is for."
  [ -z "$version" ] || [ "$version" = "$released" ] || fail "$source has version $released, not $version."
  name=earshot-$released-$os-$arch.tar.gz
  expected=$(sed -n "s/^\([0-9a-f]\{64\}\)  $name\$/\1/p" "$work/SHA256SUMS")
  [ -n "$expected" ] || fail "Earshot $released has no archive for $os on $arch. See $releases for what there is."
  target=$app/$released
  if [ -d "$target" ]; then
    say "Earshot $released is unpacked already."
  else
    get "$name"
    [ "$(sha256 "$work/$name")" = "$expected" ] || fail "$name is damaged: its checksum differs. Nothing was installed; run this again."
    mkdir "$work/tree"
    tar -xzf "$work/$name" -C "$work/tree" || fail "$name cannot be unpacked. Is the disk full?"
    [ "$(cat "$work/tree/earshot-$released/VERSION" 2>/dev/null)" = "$released" ] || fail "$name does not hold version $released."
    "$work/tree/earshot-$released/earshot" version >/dev/null || fail "Earshot $released does not run on this machine (its words are above). Nothing was changed."
    mv "$work/tree/earshot-$released" "$target"
  fi
  link "$app/current" "$released"
  link "$bin/earshot" "$app/current/earshot"
  say "Earshot $released is installed."
  case :$PATH: in
    *":$bin:"*) say "Start it with: earshot serve" ;;
    *) say "Start it with: $bin/earshot serve"
       say "$bin is not on your PATH; this adds it: echo 'export PATH=\"$bin:\$PATH\"' >> ~/.profile" ;;
  esac
}

remove() {
  [ -d "$app" ] || [ -L "$bin/earshot" ] || fail "Earshot is not installed in $app."
  if [ -L "$bin/earshot" ]; then
    case $(readlink "$bin/earshot") in "$app"/*) rm -f "$bin/earshot" ;; esac
  fi
  rm -rf "$app"
  say "Earshot is removed. What it has stored stays in $data; remove that as well with: rm -r '$data'"
}

platform() {
  case $(uname -s) in Linux) os=linux ;; Darwin) os=macos ;; *) fail "there is no installation for $(uname -s). See $releases for what there is." ;; esac
  case $(uname -m) in x86_64 | amd64) arch=x86_64 ;; aarch64 | arm64) arch=aarch64 ;; *) fail "there is no Earshot for $(uname -m) processors." ;; esac
}

# get NAME: a file of the release, into the work folder
get() {
  case $source in
    http://* | https://*)
      if command -v curl >/dev/null; then
        curl -fsSL --retry 3 --connect-timeout 20 -o "$work/$1" "$source/$1" || fail "$source/$1 cannot be downloaded."
      elif command -v wget >/dev/null; then
        wget -q -T 20 -t 3 -O "$work/$1" "$source/$1" || fail "$source/$1 cannot be downloaded."
      else
        fail "curl or wget is needed and neither is found. Install one and run this again."
      fi ;;
    *) cp "$source/$1" "$work/$1" 2>/dev/null || fail "there is no $1 in $source." ;;
  esac
}

check_signature() {
  openssl base64 -d -A <"$work/SHA256SUMS.sig" >"$work/signature" 2>/dev/null || tr -d '\n' <"$work/SHA256SUMS.sig" | openssl base64 -d -A >"$work/signature"
  for key in $keys; do
    { echo '-----BEGIN PUBLIC KEY-----'; echo "$key"; echo '-----END PUBLIC KEY-----'; } >"$work/key.pem"
    openssl pkey -pubin -in "$work/key.pem" -noout 2>/dev/null || fail "this openssl ($(openssl version)) knows no Ed25519. Install OpenSSL 3, for example with: brew install openssl"
    if openssl pkeyutl -verify -pubin -inkey "$work/key.pem" -rawin -in "$work/SHA256SUMS" -sigfile "$work/signature" >/dev/null 2>&1; then return; fi
  done
  fail "the signature of $source/SHA256SUMS is wrong: these files are not a release of Earshot. Nothing was installed."
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | sed 's/ .*//'
}

# link NAME TARGET: a link, new or changed in one step
link() {
  rm -f "$1.new"
  ln -s "$2" "$1.new"
  mv -fT "$1.new" "$1" 2>/dev/null || mv -fh "$1.new" "$1"
}

main "$@"
