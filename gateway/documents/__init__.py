"""Contents of documents: encrypted in a folder by their digest, and how they come there.

Owns how contents are encrypted at rest (`chunked`, `sealed_content`), where they lie
(`content_store`), the pieces of uploads (`content_folder`), whose they are (`content_rows`), and
what a file shows itself to be (`inspection`), what of that is taken (`type_policy`),
and the way to a scanner (`scanner`). Who may see a document is asked by the use cases, in
`gateway.casework`. Decided in docs/adr/0022.
"""
