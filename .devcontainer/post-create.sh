#!/usr/bin/env bash
# Restores and builds once, and gives Jupyter the course's C# kernel where the program can install it.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build --nologo -v quiet
if artifacts/bin/Course/course kernel --help >/dev/null 2>&1; then
  artifacts/bin/Course/course kernel install
fi
artifacts/bin/Course/course doctor
