"""What the interface of a node takes and answers, a module for each noun.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Import from here: every
name is there, whatever its module. What the operations of one noun alone take or answer stands in
its module, what those of several do in the module that comes first below, and what those of 6 or
more do in `parts`: a module needs only those before it. Which operation takes or gives a model
says `comity_sdk.operations`. Fields and words that a newer node adds are kept as they come.
"""

from __future__ import annotations

# Problems: what a node answers where it refuses a call.
from comity_sdk.models.problems import *
# Words of parts: states, kinds and ways, for the models of `parts`.
from comity_sdk.models.part_words import *
# Parts of parts: what the models of `parts` are made of.
from comity_sdk.models.part_parts import *
# Parts: what things of many nouns are made of: parties, items, texts, documents, views.
from comity_sdk.models.parts import *
# Jobs: long work that goes on behind its answer.
from comity_sdk.models.jobs import *
# Waiting acts: acts that wait for a second officer.
from comity_sdk.models.waiting_acts import *
# Words of rulebooks: states, kinds and ways, for the models of `rulebooks`.
from comity_sdk.models.rulebook_words import *
# Inner parts of rulebooks: what the models of `rulebook_parts` are made of.
from comity_sdk.models.rulebook_inner_parts import *
# Parts of rulebooks: what the models of `rulebooks` are made of.
from comity_sdk.models.rulebook_parts import *
# Rulebooks: the rules that nodes work by, and what an authority adds.
from comity_sdk.models.rulebooks import *
# Classifications: questions which control code an item has, and what was classified before.
from comity_sdk.models.classifications import *
# Words of denials: states, kinds and ways, for the models of `denials`.
from comity_sdk.models.denial_words import *
# Parts of denials: what the models of `denials` are made of.
from comity_sdk.models.denial_parts import *
# Denials: denials, the search among them, and what examinations find.
from comity_sdk.models.denials import *
# Notices: notices to Member States, and comments on them.
from comity_sdk.models.notices import *
# Documents: documents of cases, consultations and letters.
from comity_sdk.models.documents import *
# Past consultations: consultations that were held before there was this interface.
from comity_sdk.models.past_consultations import *
# Words of consultations: states, kinds and ways, for the models of `consultations`.
from comity_sdk.models.consultation_words import *
# Parts of consultations: what the models of `consultations` are made of.
from comity_sdk.models.consultation_parts import *
# Consultations: questions to other authorities before a decision, and their answers.
from comity_sdk.models.consultations import *
# Words of letters: states, kinds and ways, for the models of `letters`.
from comity_sdk.models.letter_words import *
# Letters: letters between authorities, and standing answers.
from comity_sdk.models.letters import *
# Words of cases: states, kinds and ways, for the models of `cases`.
from comity_sdk.models.case_words import *
# Inner parts of cases: what the models of `case_parts` are made of.
from comity_sdk.models.case_inner_parts import *
# Parts of cases: what the models of `cases` are made of.
from comity_sdk.models.case_parts import *
# Cases: applications, examinations, decisions and acts.
from comity_sdk.models.cases import *
# Tasks: what an officer is to do.
from comity_sdk.models.tasks import *
# Restrictions: who sees a restricted case or consultation.
from comity_sdk.models.restrictions import *
# Licences: licences and their use, and who was informed of a requirement.
from comity_sdk.models.licences import *
# Reviews: what every Member State reviews, and what comes of it.
from comity_sdk.models.reviews import *
# Registers: the logs of denials: followed, verified and repaired.
from comity_sdk.models.registers import *
# Openness: what the public and customs are shown of licences.
from comity_sdk.models.openness import *
# Sensitive parties: pending cases with sensitive parties.
from comity_sdk.models.sensitive_parties import *
# Tables: lists in words, and whole as files.
from comity_sdk.models.tables import *
# Inbox: the open work of officers, their queues and substitutes.
from comity_sdk.models.inbox import *
# Events: the feeds of events and of changes, and webhooks.
from comity_sdk.models.events import *
# Node: the node itself: its state, its officers, what it keeps.
from comity_sdk.models.node import *
# Words of collections: states, kinds and ways, for the models of `collections`.
from comity_sdk.models.collection_words import *
# Parts of collections: what the models of `collections` are made of.
from comity_sdk.models.collection_parts import *
# Collections: what an authority collects for the report.
from comity_sdk.models.collections import *
# Words of report: states, kinds and ways, for the models of `report`.
from comity_sdk.models.report_words import *
# Parts of report: what the models of `report` are made of.
from comity_sdk.models.report_parts import *
# Report: the annual report, at an authority and at the Commission.
from comity_sdk.models.report import *
