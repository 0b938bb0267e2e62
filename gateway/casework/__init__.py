"""The use cases: one function each, with the permission check. The one door.

What officers (console, command line), national systems (API) and workflows (through
ports) do, they do here; every act is journalled under who did it.
"""
