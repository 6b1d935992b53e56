/** A small honest line over real HTTP, with faults that a test orders; its keys are made here. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ed25519 } from "@noble/curves/ed25519.js";
import { identityToRecipient } from "age-encryption";
import { identityText } from "../../src/tocsin/envelope/web/age.js";
import { base64, concat, fromUtf8, hex, utf8 } from "../../src/tocsin/envelope/web/bytes.js";
import { dumps, type Json, loads } from "../../src/tocsin/envelope/web/canonical.js";
import { lineId } from "../../src/tocsin/envelope/web/keys.js";
import { Line, type LineOptions } from "../../src/tocsin/reporter/web/pages/line.js";

/** A fault: a status, words for the connection, or a refusal with its JSON. */
export type Fault = number | "hang up" | "hang up after storing" | "silence" | { status: number; body: Json } | null;
export interface Stored {
  path: string;
  headers: IncomingMessage["headers"];
  body: Uint8Array<ArrayBuffer>;
}

export const SEED = new Uint8Array(32).fill(7);
const RECIPIENT = await identityToRecipient(identityText(SEED));
const DAY = 86_400_000;
let roots = 0;

export class FakeLine {
  /** A root of its own, since a page remembers the serials of each root. */
  readonly secret = new Uint8Array(32).fill(++roots);
  readonly root = ed25519.getPublicKey(this.secret);
  readonly limits = { envelope: 4_000_000, part: 8 * 1024 * 1024, file: 100 * 1024 * 1024, report: 500 * 1024 * 1024 };
  facts: Record<string, Json> = {
    line: hex(lineId(this.root)),
    root: hex(this.root),
    desk: "main",
    charter: "1",
    concerns: ["ce-approach"],
    paths: ["ce-advice"],
    languages: ["en"],
  };
  faults: Fault[] = [];
  posts: Stored[] = [];
  parts = new Map<string, Stored>();
  asked: string[] = [];
  serial = 1;
  epoch = "2026-w47";
  /** Days between this device's clock and the line's. */
  shift = 0;
  private server: Server | null = null;

  async start(): Promise<this> {
    this.server = createServer((request, response) => void this.answer(request, response));
    await new Promise<void>((done) => this.server?.listen(0, "127.0.0.1", done));
    return this;
  }

  get origin(): string {
    return `http://127.0.0.1:${String((this.server?.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((done) => this.server?.close(done));
  }

  get now(): number {
    return Date.now() + this.shift * DAY;
  }

  keys(): Uint8Array<ArrayBuffer> {
    const at = (days: number): string => new Date(this.now + days * DAY).toISOString().replace(/\.\d+/, "");
    const key = { epoch: this.epoch, recipient: RECIPIENT, seal_from: at(-1), seal_until: at(6), accept_until: at(34) };
    const custodians = ["nora", "paul"].map((name) => ({ name, recipient: RECIPIENT }));
    const signed = fromUtf8(
      dumps({
        format: "tocsin/keys/v1",
        line: hex(lineId(this.root)),
        serial: this.serial,
        issued: at(0),
        demonstration: true,
        desks: [{ desk: "main", keys: [key] }],
        custodians,
        limits: this.limits,
        hashes: {},
      }),
    );
    const signature = base64(ed25519.sign(concat(utf8("tocsin/keys/v1\n"), utf8(signed)), this.secret));
    return dumps({ signature, signed });
  }

  /** A refusal that names the keys of another epoch. */
  closed(epoch: string, serial = this.serial + 1): Fault {
    [this.epoch, this.serial] = [epoch, serial];
    return { status: 409, body: { error: "closed-epoch", message: "", hint: "", keys: loads(this.keys()) } };
  }

  open(options: Partial<LineOptions> = {}): Promise<Line> {
    const known = { origin: this.origin, root: hex(this.root), line: hex(lineId(this.root)) };
    return Line.open({ ...known, pause: () => Promise.resolve(), ...options });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    this.asked.push(`${request.method ?? ""} ${path}`);
    const pieces: Buffer[] = [];
    try {
      for await (const piece of request) pieces.push(piece as Buffer);
    } catch {
      return; // the client went away
    }
    response.setHeader("Date", new Date(this.now).toUTCString());
    const fault = this.faults.shift() ?? null;
    if (fault === "silence") return; // a dead connection that nobody has noticed
    if (fault === "hang up") return void request.socket.destroy();
    if (typeof fault === "number") return void response.writeHead(fault).end("<html>a proxy</html>");
    if (fault !== null && typeof fault === "object") {
      return void response.writeHead(fault.status).end(JSON.stringify(fault.body));
    }
    if (path === "/keys.json") return void response.end(this.keys());
    if (path === "/.well-known/tocsin.json") return void response.end(JSON.stringify(this.facts));
    const stored = { path, headers: request.headers, body: Uint8Array.from(Buffer.concat(pieces)) };
    if (stored.body.length === 0) return void response.writeHead(400).end(JSON.stringify({ error: "cut-short" }));
    if (request.method === "PUT") {
      const before = this.parts.get(path);
      if (before && !Buffer.from(before.body).equals(stored.body)) {
        return void response.writeHead(409).end(JSON.stringify({ error: "part-differs" }));
      }
      this.parts.set(path, stored);
    } else {
      this.posts.push(stored);
    }
    if (fault === "hang up after storing") request.socket.destroy();
    else response.writeHead(201).end("{}");
  }
}
