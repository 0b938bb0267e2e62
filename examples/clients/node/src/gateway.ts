// The node of one authority, as the contract describes it; no type here is written by hand.

import { createHash, randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./contract.js";

export type Application = components["schemas"]["ApplicationInput"];
export type Consultation = components["schemas"]["Consultation"];
export type Event = components["schemas"]["Event"];
type Problem = components["schemas"]["Problem"];

const WAIT_SECONDS = 25; // of the 30 that a node holds a request on which nothing happens
const PIECE_OCTETS = 8 * 2 ** 20; // at most 64 MiB; a smaller one is sent again sooner
const TRIES = 5;
const LATER = new Set([429, 502, 503, 504]);

/** A refusal of the node: its reason is stable, its remedy is for a person. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.reason}: ${problem.detail} ${problem.remedy}`);
  }
}

/** Sends a request again while the node is busy or away; each has a key, so nothing is done twice. */
async function patientFetch(request: Request): Promise<Response> {
  for (let number = 1; ; number += 1) {
    try {
      const answer = await fetch(request.clone());
      if (!LATER.has(answer.status) || number === TRIES) return answer;
      await pause(Number(answer.headers.get("Retry-After") ?? number) * 1000);
    } catch (fault) {
      if (number === TRIES) throw fault;
      await pause(number * 500);
    }
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export function digestOf(contents: Uint8Array): string {
  return createHash("sha256").update(contents).digest("hex");
}

export class Gateway {
  private readonly client;

  constructor(address: string, token: string) {
    this.client = createClient<paths>({
      baseUrl: address,
      fetch: patientFetch,
      headers: { Authorization: `Bearer ${token}` },
    });
  }

  async file(application: Application) {
    const key = { "Idempotency-Key": randomUUID() };
    const { data, error } = await this.client.POST("/api/v1/applications", {
      params: { header: key },
      body: application,
    });
    return given(data, error);
  }

  async case(caseId: string) {
    const path = { case_id: caseId };
    const { data, error } = await this.client.GET("/api/v1/cases/{case_id}", { params: { path } });
    return given(data, error);
  }

  /** Puts a document's contents, and goes on where an earlier run was cut off. */
  async put(caseId: string, contents: Uint8Array): Promise<void> {
    const path = { noun: "cases" as const, thing_id: caseId, sha256: digestOf(contents) };
    const address = "/api/v1/{noun}/{thing_id}/documents/{sha256}/upload";
    const { response, error } = await this.client.HEAD(address, { params: { path } });
    if (error) throw new Refused(error);
    let offset = Number(response.headers.get("Upload-Offset"));
    let complete = response.headers.get("Upload-Complete") === "?1";
    while (!complete) {
      const end = Math.min(offset + PIECE_OCTETS, contents.length);
      const piece = contents.slice(offset, end);
      complete = end === contents.length;
      const header = { "upload-offset": offset, "upload-complete": complete ? "?1" : "?0" };
      const put = await this.client.PATCH(address, {
        params: { path, header },
        headers: { "Content-Type": "application/partial-upload" },
        body: "",
        bodySerializer: () => piece,
      });
      given(put.data, put.error);
      offset = end;
    }
  }

  /** Gives what happened after a cursor, and the cursor behind it; waits where there is nothing yet. */
  async events(cursor: string | null): Promise<{ events: readonly Event[]; cursor: string }> {
    const query = { wait: WAIT_SECONDS, ...(cursor === null ? {} : { after: cursor }) };
    const { data, error, response } = await this.client.GET("/api/v1/events", { params: { query } });
    const events = given(data, error);
    const behind = response.headers.get("Comity-Cursor");
    if (behind === null) throw new Error("events without a cursor");
    return { events, cursor: behind };
  }
}

function given<T>(data: T | undefined, error: Problem | undefined): T {
  if (error !== undefined) throw new Refused(error);
  if (data === undefined) throw new Error("an answer without contents");
  return data;
}
