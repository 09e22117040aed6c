# What .ci/run and .ci/nightly share; read with "source" from the root of the repository.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
if [ -z "${DIFFUSION_DATA:-}" ] && [ -d ../shared/data ]; then
  DIFFUSION_DATA="$(cd ../shared/data && pwd)"
  export DIFFUSION_DATA
fi

# Installs Debian packages, trying three times: a mirror may be slow.
install_packages() {
  local try
  for try in 1 2 3; do
    if apt-get -qq update >/dev/null 2>&1 \
      && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null 2>&1; then
      return 0
    fi
    echo "Installing $* failed (try $try)."
    sleep $((try * 5))
  done
  return 1
}

# Installs what a bare machine lacks: the kernel is tested in the real Jupyter, its client, and its page
# in a browser; weights go to PyTorch and back.
install_tools() {
  local needed=()
  command -v chromium >/dev/null || needed+=(chromium)
  /usr/bin/python3 -c 'import nbformat' 2>/dev/null || needed+=(python3-nbformat)
  /usr/bin/python3 -c 'import nbclient, nbconvert, jupyter_client' 2>/dev/null || needed+=(python3-nbclient python3-nbconvert python3-jupyter-client)
  /usr/bin/python3 -c 'import jupyter_kernel_test' 2>/dev/null || needed+=(python3-jupyter-kernel-test)
  command -v jupyter-notebook >/dev/null || needed+=(jupyter-notebook)
  /usr/bin/python3 -c 'import torch' 2>/dev/null || needed+=(python3-torch)
  [ ${#needed[@]} -gt 0 ] || return 0
  echo "== Installing ${needed[*]}"
  install_packages "${needed[@]}"
}

# Each part of the work adds to these.
passed=0
failed=0

# Runs every notebook and the solutions with the program, into the book $1, with further options; counts the notebooks.
run_notebooks() {
  local log summary book="$1"
  shift
  log="$(mktemp)"
  # What is committed was made in this type of number; a machine might choose another.
  DIFFUSION_COMPUTE="${DIFFUSION_COMPUTE:-float32}" artifacts/bin/Course/course run --solutions "$@" --output "$book" </dev/null | tee "$log" || true
  summary="$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -1 || true)"
  rm -f "$log"
  if [ -z "$summary" ]; then
    echo "The program ended without a summary."
    failed=$((failed + 1))
    return
  fi
  passed=$((passed + $(sed -E 's/^([0-9]+) passed.*/\1/' <<<"$summary")))
  failed=$((failed + $(sed -E 's/^[0-9]+ passed, ([0-9]+) failed.*/\1/' <<<"$summary")))
}

# Runs "dotnet test" with the given arguments, without building; counts the tests.
run_tests() {
  local log status=0 tests_passed tests_failed
  log="$(mktemp)"
  dotnet test --no-build --no-progress "$@" </dev/null 2>&1 | tee "$log" || status=$?
  total() { { grep -E "^ +$1: [0-9]+" "$log" || true; } | tail -1 | grep -oE '[0-9]+' || echo 0; }
  tests_passed="$(total succeeded)"
  tests_failed="$(total failed)"
  rm -f "$log"
  if [ "$status" -ne 0 ] && [ "$tests_failed" -eq 0 ]; then
    tests_failed=1 # a test program that crashed counts none of its own
  fi
  if [ "$tests_passed" -eq 0 ] && [ "$tests_failed" -eq 0 ]; then
    echo "No test ran."
    tests_failed=1
  fi
  passed=$((passed + tests_passed))
  failed=$((failed + tests_failed))
}
