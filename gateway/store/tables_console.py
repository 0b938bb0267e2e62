"""Tables of the officers' console: how accounts sign in, and their sessions."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Text

from gateway.store.tables import InstantType, new_table

console_account = new_table(
    "console_account",  # what the console keeps of an account (`officer` has its role)
    Column("name", String(80), primary_key=True),
    Column("language", String(20), nullable=False),  # of pages; empty: as the browser asks
    Column("password", Text, nullable=False),  # Argon2id in PHC's form; empty: it has none
    Column("code_key", String(100), nullable=False),  # id of the node's key that wraps the secret
    Column("code_secret", LargeBinary, nullable=False),  # of its one-time codes, wrapped
    Column("code_step", BigInteger, nullable=False),  # the last that was used; none counts again
    Column("keys_off", Boolean),  # single keys do nothing on pages; None: they do
    Column("enrolled", InstantType),  # when both were set; None: it signs in elsewhere
)

console_link = new_table(
    "console_link",  # one-time links by which an account sets its password and its codes
    Column("digest", LargeBinary, primary_key=True),  # SHA-256; the link is nowhere
    Column("name", String(80), nullable=False, unique=True),  # of its account: the newest alone
    Column("until", InstantType, nullable=False),
    Column("code_key", String(100), nullable=False),  # of the secret that is set with it
    Column("code_secret", LargeBinary, nullable=False),
)

console_session = new_table(
    "console_session",
    Column("digest", LargeBinary, primary_key=True),  # SHA-256; the id is in the browser alone
    Column("name", String(80), nullable=False),  # of its account
    Column("way", String(20), nullable=False),  # SignInWay
    Column("agent", String(200), nullable=False),  # what the browser calls itself
    Column("made", InstantType, nullable=False),
    Column("seen", InstantType, nullable=False),  # to the minute
    Column("until", InstantType, nullable=False),  # ends then, whatever is done
    Column("proved", InstantType, nullable=False),  # when the officer last showed who she is
    Index("console_session_name", "name"),
)

console_failure = new_table(
    "console_failure",  # attempts to sign in that failed, by who tries for which account
    Column("bucket", LargeBinary, primary_key=True),  # SHA-256 of that
    Column("failures", Integer, nullable=False),  # in a row
    Column("at", InstantType, nullable=False),  # the last
    Column("wait_until", InstantType, nullable=False),  # before then nothing is looked at
)

console_browser = new_table(
    "console_browser",  # browsers in which an account signed in before: strangers lock none out
    Column("digest", LargeBinary, primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("seen", InstantType, nullable=False),
)

console_identity = new_table(
    "console_identity",  # by which an account signs in at its authority's own provider
    Column("issuer", String(400), primary_key=True),
    Column("subject", String(255), primary_key=True),  # never an address of mail
    Column("name", String(80), nullable=False, unique=True),  # of its account
    Column("made", InstantType, nullable=False),
)

console_flight = new_table(
    "console_flight",  # who is on her way to the provider, and what the answer must match
    Column("digest", LargeBinary, primary_key=True),  # of the id in her cookie
    Column("state", String(64), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(64), nullable=False),  # of PKCE
    Column("target", Text, nullable=False),  # page to which she comes back
    Column("fresh", Boolean, nullable=False),  # she must show anew who she is
    Column("link", String(64), nullable=False),  # that binds whoever comes back; or empty
    Column("until", InstantType, nullable=False),
)

act_draft = new_table(
    "act_draft",  # forms that an officer has begun and not sent
    Column("account", String(80), primary_key=True),
    Column("subject", String(120), primary_key=True),  # what it is about; `new` where nothing yet
    Column("act", String(60), primary_key=True),
    Column("kept_at", InstantType, nullable=False),
    Column("body", Text, nullable=False),  # ActDraft
    Index("act_draft_kept_at", "kept_at"),
    Index("act_draft_subject", "subject"),
)
