// Files an application with a document, follows the feed of events, and says what was answered.
//
//   COMITY_ADDRESS=http://127.0.0.1:8001 COMITY_TOKEN=... \
//     node dist/main.js application.json certificate.pdf state.json
//
// state.json holds the case and the cursor: begun again, it goes on where it was.

import { readFile, rename, writeFile } from "node:fs/promises";
import { type Application, type Consultation, digestOf, Gateway, Refused } from "./gateway.js";

const OPEN: ReadonlySet<Consultation["state"]> = new Set([
  "requested",
  "running",
  "closing",
  "unconfirmed",
] as const);

interface State {
  caseId: string;
  cursor: string | null;
}

async function held(file: string): Promise<State | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as State;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw fault;
  }
}

async function keep(file: string, state: State): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(state)); // never half a state
  await rename(`${file}.new`, file);
}

function tell(event: object): void {
  console.log(JSON.stringify(event));
}

async function begin(gateway: Gateway, form: string, document: Uint8Array): Promise<State> {
  const application = JSON.parse(await readFile(form, "utf8")) as Application;
  const filed = await gateway.file({
    ...application,
    documents: [
      {
        kind: "end_use_statement",
        title: "End-use statement",
        language: "en",
        sha256: digestOf(document),
        size_bytes: document.length,
        media_type: "application/pdf",
      },
    ],
  });
  tell({ filed: filed.case_id, state: filed.state });
  return { caseId: filed.case_id, cursor: null };
}

async function main(form: string, documentFile: string, stateFile: string): Promise<void> {
  const gateway = new Gateway(setting("COMITY_ADDRESS"), setting("COMITY_TOKEN"));
  const document = new Uint8Array(await readFile(documentFile));
  const state = (await held(stateFile)) ?? (await begin(gateway, form, document));
  await keep(stateFile, state);
  await gateway.put(state.caseId, document);
  tell({ document: digestOf(document) });
  let concerned = true; // after a restart as well: what was read may not have been acted on
  for (;;) {
    if (concerned) {
      const { consultations } = await gateway.case(state.caseId);
      if (consultations.length > 0 && consultations.every((each) => !OPEN.has(each.state))) {
        for (const each of consultations) {
          tell({ answered: each.consulted, state: each.state, answer: each.answer?.answer ?? null });
        }
        return;
      }
    }
    const { events, cursor } = await gateway.events(state.cursor);
    for (const event of events) {
      tell({ happened: event.type, subject: event.subject });
    }
    concerned = events.some((event) => event.data.case_id === state.caseId);
    state.cursor = cursor;
    await keep(stateFile, state);
  }
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

const [form, documentFile, stateFile] = process.argv.slice(2);
if (form === undefined || documentFile === undefined || stateFile === undefined) {
  console.error("usage: main.js APPLICATION.json DOCUMENT STATE.json");
  process.exit(2);
}
try {
  await main(form, documentFile, stateFile);
} catch (fault) {
  console.error(fault instanceof Refused ? fault.message : fault);
  process.exit(1);
}
