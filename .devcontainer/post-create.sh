#!/usr/bin/env bash
# Restores and builds once, gives Jupyter the course's C# kernel, and gets the real .NET Interactive.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build --nologo -v quiet
artifacts/bin/Course/course kernel install
dotnet tool restore
artifacts/bin/Course/course doctor
