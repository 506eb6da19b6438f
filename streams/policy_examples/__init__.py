"""The examples of a policy's rules, run through the worker's engine: for `haechi policy test`."""
