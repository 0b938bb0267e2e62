"""Backups: a node's database and files in one encrypted file, and back.

Owns the file's format, how a database is read into it and written from it. Which files of a
node belong to it, and what a restored node does next, is `gateway.app.backups` and
`gateway.exchange.restoration`.
"""
