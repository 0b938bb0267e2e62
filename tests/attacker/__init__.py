"""An attacker who has the published folders and the public template, and none of our code.

`reading` takes the files apart, in every format; `knowledge` is his own list of what must hold
between figures; `asking` asks by linear programs how narrowly each held figure can be placed.
Nothing here imports the gateway: an error there is no error here.
"""
