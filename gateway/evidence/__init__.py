"""Evidence: a case as one file that anybody can verify offline, and as one page to read.

`export_case` and `export_consultation` write the file inside a reading transaction;
`verify_file` needs nothing but the file and, to know whose it is, the federation's anchor;
`view_page` writes a view as the page that an officer puts into the file.
"""
