"""Commands for who runs a node, beside those of `gateway.cli.node`."""
