#!/bin/sh
# Fails when a benchmark allocates more bytes per operation than bench/Conference.Benchmarks/budgets.json allows. Under a minute; run by .ci/run.
set -e
cd "$(dirname "$0")/.."
exec dotnet run -c Release --project bench/Conference.Benchmarks -- --gate
