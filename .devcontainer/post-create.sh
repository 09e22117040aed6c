#!/usr/bin/env bash
# Restores and builds once, and gives Jupyter the course's C# kernel.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build --nologo -v quiet
artifacts/bin/Course/course kernel install
artifacts/bin/Course/course doctor
