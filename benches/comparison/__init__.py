"""Starts the servers, loads them in turn and tells what a request costs. `benches/compare` and `benches/scale` drive it."""
