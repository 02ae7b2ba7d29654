// The first requests of a client that openapi-typescript typed: an answer, a page behind a cursor, a refusal.
import createClient from "openapi-fetch";

import type { paths } from "./api.js";

const [server] = process.argv.slice(2);
if (!server) throw new Error("usage: node first.js SERVER");
const client = createClient<paths>({ baseUrl: server });

const companies = "amazon,walmart";
const compared = await client.GET("/v1/compare", { params: { query: { companies, metric: "revenue" } } });
if (compared.error) throw new Error(compared.error.detail);
const leader: string | null | undefined = compared.data.leader?.company;
const gap: number | null | undefined = compared.data.gap?.value;

const first = await client.GET("/v1/facts", { params: { query: { company: ["walmart"], limit: 2 } } });
const cursor = first.data?.next;
if (!cursor) throw new Error("there is no second page");
const second = await client.GET("/v1/facts", { params: { query: { company: ["walmart"], limit: 2, cursor } } });

const refused = await client.GET("/v1/companies/{company}", { params: { path: { company: "amazn" } } });
const code: string | undefined = refused.error?.code;

const ids = [...(first.data?.items ?? []), ...(second.data?.items ?? [])].map((fact) => fact.id);
console.log(JSON.stringify({ leader, gap, ids, code, meant: refused.error?.did_you_mean }));
