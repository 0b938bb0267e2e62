"""What a node is made of, and what is known against it: `make sbom`, `make audit`.

The programs are others' (cyclonedx-bom, pip-audit), in an environment of their own. Its lock lies
here, made by `uv pip compile` with `--universal --python-version 3.11 --generate-hashes` and
`--only-binary :all:` from the lines `cyclonedx-bom==7.5.0` and `pip-audit>=2.9`. They are told what
is installed by `requirements.lock`, and that of it which a node needs.
"""
