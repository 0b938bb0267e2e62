"""The node's one database: tables, migrations, and the unit of work.

SQL is the truth of a node. Every step that counts is one transaction here before it is
acknowledged to anybody. `database` owns engines, threads and transactions; `tables_*` own
the shape, a noun each; what is written and read is the business of the room above.
"""
