"""Commands about the federation's trust: keys, certificates, the directory."""
