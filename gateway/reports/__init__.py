"""The annual report: pure computing and files, from a State's records to the published pages.

Nothing here sends a letter or asks who may do what: that is `gateway.casework`.
"""
