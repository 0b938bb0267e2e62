"""Domain models to protobuf and back, one small module a noun (docs/protocol/messages.md).

Strict: what a peer sent is checked once, here. Every fault of the bytes leaves as an
`InputError` with a reason and the path of the field, never as an exception of a library.
Fields of a newer peer are passed over; nothing is lost, for what counts are the bytes as
they came, which the callers keep. No signature, commitment or permission is checked here.
"""
