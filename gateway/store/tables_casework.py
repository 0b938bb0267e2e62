"""Tables of the case work: officers, cases, consultations, acts, tasks, changes.

A case and a consultation are kept as the domain's JSON beside the columns that are
searched or locked; the JSON is what `gateway.domain` reads back.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, String, Text

from gateway.store.tables import InstantType, new_table

officer = new_table(
    "officer",
    Column("name", String(80), primary_key=True),
    Column("role", String(40), nullable=False),
    # Of its first token. No database loses a column; what is asked is `officer_token`.
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("active", Boolean, nullable=False),
    Column("created", InstantType, nullable=False),
)

officer_token = new_table(
    "officer_token",
    Column("digest", LargeBinary, primary_key=True),  # SHA-256; the token is nowhere
    Column("name", String(80), nullable=False),  # of its account
    Column("scopes", Text, nullable=False),  # JSON: what it may; empty for all that the role may
    Column("made", InstantType, nullable=False),
    Column("until", InstantType),  # None: never
    Column("used", InstantType),  # to the hour
    Index("officer_token_name", "name"),
)

officer_certificate = new_table(
    "officer_certificate",  # by which a system shows itself (gateway.trust.client_certificates)
    Column("spki", LargeBinary, primary_key=True),  # SHA-256 of its public key
    Column("name", String(80), nullable=False),  # of its account
    Column("with_token", Boolean, nullable=False),  # opens beside a token only
    Column("scopes", Text, nullable=False),  # as of a token
    Column("subject", Text, nullable=False),  # of the certificate that was shown last
    Column("made", InstantType, nullable=False),
    Column("until", InstantType, nullable=False),  # of the certificate that was shown last
    Column("used", InstantType),  # to the hour
    Index("officer_certificate_name", "name"),
)

counter = new_table(
    "counter",
    Column("name", String(80), primary_key=True),
    Column("value", Integer, nullable=False),
)

_LISTED = ("case_id", "state", "reference", "procedure", "destination", "version")

licence_case = new_table(
    "licence_case",
    Column("case_id", String(40), primary_key=True),
    Column("reference", String(120), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("destination", String(2), nullable=False),
    Column("filed", InstantType, nullable=False),
    Column("settled", Boolean, nullable=False),  # the acts after the decision are written
    Column("filed_by", String(80), nullable=False, server_default=""),  # name of the account
    Column("procedure", String(80), nullable=False, server_default=""),  # of its application
    Column("version", Integer, nullable=False, server_default="0"),  # how often it was written back
    Column("body", Text, nullable=False),  # gateway.domain.case.Case without joined parts
    Column("assigned_to", String(80), nullable=False, server_default=""),  # as the body has it
    Index("licence_case_state", "state"),
    Index("licence_case_state_listed", "state", "filed", "case_id"),
    Index("licence_case_filed_by", "filed_by"),
    Index("licence_case_assigned", "assigned_to"),
    # What a list shows, in its order: it reads nothing else.
    Index("licence_case_listed", "filed", *_LISTED),
)

list_word = new_table(
    "list_word",  # by which lists are filtered; gateway.domain.lists.words
    Column("noun", String(12), primary_key=True),  # of which list: case, consultation
    Column("word", String(130), primary_key=True),
    Column("id", String(40), primary_key=True),
    Index("list_word_id", "id"),
)

licence = new_table(
    "licence",  # what was granted; how it stands is in its case and in its days
    Column("number", String(60), primary_key=True),
    Column("case_id", String(40), nullable=False, unique=True),
    Column("granted", InstantType, nullable=False),
    Column("last_day", Date),  # its own, or the one before another takes its place; or none
    Column("body", Text, nullable=False),  # gateway.domain.case.Licence without how it stands
    Index("licence_listed", "granted", "number"),
)

licence_use = new_table(
    "licence_use",  # what has left under a licence, each declaration once
    Column("number", String(60), primary_key=True),
    Column("reference", String(60), primary_key=True),
    Column("told", InstantType, nullable=False),
    Column("body", Text, nullable=False),  # gateway.domain.case.RecordedUse
    Index("licence_use_listed", "number", "told", "reference"),
)

informed_letter = new_table(
    "informed_letter",  # by which somebody was informed that an authorisation is required
    Column("number", String(60), primary_key=True),
    Column("case_id", String(40), nullable=False, unique=True),
    Column("decided", InstantType, nullable=False),
    Column("last_day", Date),  # its own, or none
    Column("body", Text, nullable=False),  # gateway.domain.case.catch_all_letter.InformedLetter
    Index("informed_letter_listed", "decided", "number"),
)

past_consultation = new_table(
    "past_consultation",  # that another system carried: a record of the past
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("system", String(60), nullable=False),
    Column("reference", String(120), nullable=False),
    Column("read_on", Date, nullable=False),  # day on which the list was read that says so
    Column("body", Text, nullable=False),  # gateway.domain.consultation.past.PastConsultation
    Index("past_consultation_named", "system", "reference", unique=True),
)

consultation = new_table(
    "consultation",
    Column("conversation_id", String(36), primary_key=True),
    Column("case_id", String(40)),
    Column("ours", Boolean, nullable=False),  # True at the asking authority
    Column("procedure", String(20), nullable=False),
    Column("peer", String(11), nullable=False),
    Column("state", String(20), nullable=False),
    Column("due", InstantType),  # last instant, exclusive; None while none runs
    Column("reminded", InstantType),
    Column("request_message", String(36), nullable=False),
    Column("request_digest", LargeBinary),
    Column("closing_message", String(36)),
    Column("closing_asked", InstantType),
    Column("twin_of", String(36)),  # the earlier one whose transaction it repeats, as it seems
    Column("version", Integer, nullable=False, server_default="0"),  # how often it was written back
    Column("body", Text, nullable=False),  # gateway.domain.consultation.Consultation
    Column("assigned_to", String(80), nullable=False, server_default=""),  # as the body has it
    Index("consultation_case", "case_id"),
    Index("consultation_twin", "twin_of"),
    Index("consultation_due", "state", "due"),
    Index("consultation_peer", "peer", "conversation_id"),
    Index("consultation_assigned", "assigned_to"),
)

restriction = new_table(
    "restriction",  # cases and consultations that not every officer sees
    Column("subject", String(60), primary_key=True),  # case id, or a conversation's asked of us
    Column("reason_class", String(40), nullable=False),  # gateway.domain.case.restriction
    Column("reason", Text, nullable=False),  # JSON of a FreeText
    Column("by", String(80), nullable=False),
    Column("at", InstantType, nullable=False),
)

restriction_account = new_table(
    "restriction_account",  # who sees what is restricted
    Column("subject", String(60), primary_key=True),
    Column("account", String(80), primary_key=True),
    Column("by", String(80), nullable=False),
    Column("at", InstantType, nullable=False),
    Column("until", InstantType),  # None: named; else a decider opened it until then
    Column("reason", Text, nullable=False),  # JSON of a FreeText; empty for those first named
)

confined = new_table(
    "confined",  # what accounts of one role alone see: notices of such a kind, and their letters
    Column("subject", String(60), primary_key=True),  # a notice's number, its conversations
    Column("role", String(40), nullable=False),  # gateway.domain.rulebook.acts.NoticeSight
)

correspondence = new_table(
    "correspondence",  # every letter beside a question and its answer, sent or received
    Column("message_id", String(36), primary_key=True),
    Column("conversation_id", String(36), nullable=False),
    Column("case_id", String(40)),
    Column("ours", Boolean, nullable=False),  # True: we sent it
    Column("peer", String(11), nullable=False),
    Column("type", String(40), nullable=False),  # gateway.domain.letter.LetterType
    Column("digest", LargeBinary, nullable=False),  # message digest, for a reply
    Column("at", InstantType, nullable=False),  # when it was sealed, or received here
    Column("state", String(20), nullable=False),  # open, answered, confirmed, disputed, sealed
    Column("replies_to", String(36)),  # message id of the letter that it answers
    Column("rulebook", String(100), nullable=False),  # the version that it names
    Column("body", Text, nullable=False),  # the domain model of its type; empty once sealed
    Index("correspondence_conversation", "conversation_id"),
    Index("correspondence_case", "case_id"),
)

classification = new_table(
    "classification",  # rounds on a classification: of ours, and those in which we are asked
    Column("number", String(60), primary_key=True),
    Column("ours", Boolean, nullable=False),  # True: we ask
    Column("case_id", String(40)),  # our case in which the question came up
    Column("state", String(20), nullable=False),  # open, closed
    Column("opened", InstantType, nullable=False),
    Column("closed", InstantType),  # with an outcome: it is a precedent
    Column("request_message", String(36)),  # of another authority's: the letter that asks us
    Column("body", Text, nullable=False),  # ClassificationRound, without answers
    Index("classification_listed", "opened", "number"),
    Index("classification_closed", "closed", "number"),
    Index("classification_request", "request_message"),
)

letter_opened = new_table(
    "letter_opened",  # who read a letter that came, for the answer to a recall
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("message_id", String(36), nullable=False),
    Column("role", String(40), nullable=False),  # never a name
    Column("at", InstantType, nullable=False),
    Index("letter_opened_message", "message_id"),
)

standing_answer = new_table(
    "standing_answer",
    Column("message_id", String(36), primary_key=True),
    Column("conversation_id", String(36), nullable=False),
    Column("ours", Boolean, nullable=False),  # True: we gave it
    Column("peer", String(11), nullable=False),
    Column("procedure", String(20), nullable=False),
    Column("until", Date, nullable=False),
    Column("withdrawn", InstantType),
    Column("body", Text, nullable=False),  # gateway.domain.correspondence.StandingAnswer
    Index("standing_answer_peer", "peer", "procedure"),
)

due_date = new_table(
    "due_date",  # what is due in days or years; a sweep looks, workflows carry what is near
    Column("kind", String(40), primary_key=True),  # gateway.domain.acts.DueKind
    Column("subject", String(60), primary_key=True),
    Column("at", InstantType, nullable=False),  # when it is next looked at
    Column("set", InstantType, nullable=False),
    Column("note", Text, nullable=False),
    Index("due_date_at", "at"),
)

act = new_table(
    "act",
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", InstantType, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("verb", String(60), nullable=False),
    Column("messages", Text, nullable=False, server_default="[]"),  # JSON: what its text is made of
    Column("data", Text, nullable=False, server_default="{}"),  # JSON: what the messages name
    Column("text", Text, nullable=False),  # as it was said in English; nothing reads it back
    Column("subject", String(60), nullable=False),  # case id, conversation id or denial id
    Column("reference", String(120), nullable=False),
    Index("act_subject", "subject"),
)

task = new_table(
    "task",
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(40), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("key", String(200), nullable=False, server_default=""),  # of its kind and subject
    Column("messages", Text, nullable=False, server_default="[]"),  # JSON: what its text is made of
    Column("data", Text, nullable=False, server_default="{}"),  # JSON: what the messages name
    Column("text", Text, nullable=False),  # as it was said in English; nothing reads it back
    Column("opened", InstantType, nullable=False),
    Column("closed", InstantType),
    Column("closed_by", String(80)),
    Column("work", String(120)),  # the row of open work that it belongs to
    Index("task_subject", "subject", "kind"),
    Index("task_work", "work", "closed"),
)

change = new_table(
    "change",
    Column("cursor", Integer, primary_key=True, autoincrement=True),
    Column("at", InstantType, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("actor", String(80), nullable=False, server_default=""),  # who did it
    Index("change_subject", "subject", "cursor"),  # the newest about a thing
)

change_gap = new_table(
    # Cursors that were given before the database was restored, and what they told is undone.
    "change_gap",
    Column("after", Integer, primary_key=True, autoincrement=False),  # the last that still holds
    Column("before", Integer, nullable=False),  # the first that was given since
)

webhook = new_table(
    "webhook",  # where an account has events sent
    Column("webhook_id", String(36), primary_key=True),
    Column("account", String(80), nullable=False),
    Column("scopes", Text, nullable=False),  # JSON: of the token by which it was made
    Column("address", Text, nullable=False),
    Column("types", Text, nullable=False),  # JSON: types of events; empty for all
    Column("secrets", Text, nullable=False),  # JSON: each wrapped by the node's key; until when
    Column("number", Integer, nullable=False),  # cursor up to which all was taken or given up
    Column("made", InstantType, nullable=False),
    Column("tries", Integer, nullable=False),  # of the event behind that, in vain
    Column("failing_since", InstantType),
    Column("next_try", InstantType),  # None: at once
    Column("last_fault", String(200), nullable=False),
    Index("webhook_account", "account"),
)

webhook_dead = new_table(
    "webhook_dead",  # events that were not taken for days
    Column("webhook_id", String(36), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # its cursor
    Column("at", InstantType, nullable=False),
    Column("fault", String(200), nullable=False),
)

repeat = new_table(
    "repeat",  # what was done under a key of the caller; gateway.casework.acts.idempotency_keys
    Column("account", String(80), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("digest", LargeBinary, nullable=False),  # of method, address and body
    Column("at", InstantType, nullable=False),
    Column("status", Integer),  # None until it was answered
    Column("media_type", String(100), nullable=False),
    Column("answer", LargeBinary),  # None where it is not kept
    Index("repeat_at", "at"),
)

job = new_table(
    "job",  # long work behind its answer; gateway.casework.jobs
    Column("job_id", String(36), primary_key=True),
    Column("account", String(80), nullable=False),
    Column("scopes", Text, nullable=False),  # JSON: of the token by which it was asked for
    Column("operation", String(80), nullable=False),  # as the contract calls it
    Column("permission", String(40), nullable=False),  # asked for again when its answer is read
    Column("again", Boolean, nullable=False),  # safe to begin again after it has written something
    Column("method", String(8), nullable=False),
    Column("path", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("headers", Text, nullable=False),  # JSON
    Column("body", LargeBinary),  # None once it has ended
    Column("state", String(12), nullable=False),
    Column("asked", InstantType, nullable=False),
    Column("begun", InstantType),
    Column("ended", InstantType),
    Column("kept_until", InstantType),  # None until it has ended
    Column("times_begun", Integer, nullable=False),
    Column("wrote", Boolean, nullable=False),  # written in the transaction of what it wrote
    Column("done", Integer, nullable=False),
    Column("total", Integer),
    Column("unit", String(8), nullable=False),
    Column("interruption", String(16), nullable=False),  # empty: none
    Column("status", Integer),  # None until it was answered
    Column("answer_headers", Text, nullable=False),  # JSON
    Column("answer", LargeBinary),
    Column("errors", Text, nullable=False),  # JSON: the first errors of rows of the answer
    Column("errors_in_all", Integer, nullable=False),
    Index("job_state", "state"),
    Index("job_account", "account", "asked", "job_id"),
    Index("job_kept_until", "kept_until"),
)

waiting_act = new_table(
    "waiting_act",  # what one officer proposed and a second must agree to
    Column("number", String(40), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("at", InstantType, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # of kind, subject and draft: given again, once
    Column("body", Text, nullable=False),  # gateway.domain.waiting_act.WaitingAct
    Index("waiting_act_state", "state", "number"),
)

waiting_file = new_table(
    "waiting_file",  # what was given with an act, until it is decided and done
    Column("number", String(40), primary_key=True),  # of the act
    Column("content", LargeBinary, nullable=False),
)

import_reference = new_table(
    "import_reference",
    Column("kind", String(20), primary_key=True),  # own, initial, relayed:<source>
    Column("national_reference", String(120), primary_key=True),
    Column("denial_id", String(40), nullable=False),
    Column("digest", LargeBinary, nullable=False),  # of the row, so that a changed row is told
)

round_ended = new_table(
    "round_ended",  # when each thing that the node repeats was last done to its end
    Column(
        "name", String(40), primary_key=True
    ),  # gateway.casework.node.periodic_work.PeriodicWork
    Column("at", InstantType, nullable=False),  # by the machine's clock; at first the start's
)

open_class = new_table(
    "open_class",  # the class of end use that an officer gave to a case
    Column("case_id", String(40), primary_key=True),
    Column("end_use", String(40), nullable=False),
    Column("officer", String(80), nullable=False),
    Column("at", InstantType, nullable=False),
)

open_release = new_table(
    "open_release",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),  # last day of the last month that it holds
    Column("released", InstantType),  # None: prepared, and nobody sees it
    Column("body", Text, nullable=False),  # gateway.domain.openness.OpenRelease
)

document_content = new_table(
    "document_content",  # whose contents are held
    Column("subject", String(60), primary_key=True),  # number of a case
    Column("sha256", String(64), primary_key=True),
    Column("media_type", String(100), nullable=False),  # as the contents show it
    Column("put_by", String(80), nullable=False),  # name of the account
    Column("put_at", InstantType, nullable=False),
    Column("released_at", InstantType),  # None: they wait for a scanner
)

contents_receipt = new_table(
    "contents_receipt",  # that contents which a letter names have come, signed by who got them
    Column("message_id", String(36), primary_key=True),  # the letter
    Column("sha256", String(64), primary_key=True),
    Column("receiver", String(11), primary_key=True),
    Column("sender", String(11), nullable=False),
    Column("conversation_id", String(36), nullable=False),
    Column("received", InstantType, nullable=False),  # as it says
    Column("receipt", LargeBinary, nullable=False),  # comity.v1.Envelope, as it was signed
    Column("told", InstantType),  # when the sender had it; of one that came, when it came
    Index("contents_receipt_conversation", "conversation_id"),
)

document_fetch = new_table(
    "document_fetch",  # contents that are wanted from the member whose letter names them
    Column("conversation_id", String(36), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("message_id", String(36), nullable=False),  # the letter that names it
    Column("peer", String(11), nullable=False),
    Column("state", String(10), nullable=False),  # waiting, come, failed
    Column("asked_by", String(80), nullable=False),  # name of the account
    Column("asked_at", InstantType, nullable=False),
    Column("attempts", Integer, nullable=False),  # since something came the last time
    Column("reason", String(60), nullable=False),  # why the last attempt failed; or empty
    Column("next_try", InstantType, nullable=False),
    Column("settled_at", InstantType),  # when they had come, or it was given up
    Index("document_fetch_waiting", "state", "next_try"),
)
