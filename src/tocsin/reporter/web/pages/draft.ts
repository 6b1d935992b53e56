/**
 * A draft on this device, only when somebody asks for it. What is typed is sealed to the receipt's own reply recipient:
 * the browser keeps what twelve words open, and nothing that opens it.
 */
import { seal, unseal } from "../../../envelope/web/age.js";
import { fromUtf8, utf8 } from "../../../envelope/web/bytes.js";
import { EnvelopeError } from "../../../envelope/web/errors.js";
import { type Derived, replyRecipient } from "../../../envelope/web/receipt.js";

/** Names that tell nothing to whoever looks through a browser's stores. */
const [BASE, STORE, KEY] = ["page", "state", "1"];

export class Draft {
  /** Whether what is kept was kept, or opened, by this page: another's draft is not this report's to remove. */
  own = false;

  constructor(private readonly derive: (secret: Uint8Array) => Derived) {}

  /** Whether something is kept. Looking leaves nothing behind: a base that was not there is not made. */
  async kept(): Promise<boolean> {
    const base = await open(false).catch(() => null);
    if (!base) return false;
    try {
      return (await asked(base.transaction(STORE).objectStore(STORE).get(KEY))) !== undefined;
    } finally {
      base.close();
    }
  }

  /** Seal and keep, in place of what was kept before; returns when it is on the disk. */
  async keep(secret: Uint8Array, fields: Record<string, string>): Promise<void> {
    const sealed = await seal(padded(utf8(JSON.stringify(fields))), [await replyRecipient(this.derive(secret))]);
    const base = await open(true);
    try {
      const transaction = base.transaction(STORE, "readwrite");
      transaction.objectStore(STORE).put(sealed, KEY);
      await finished(transaction);
      this.own = true;
    } finally {
      base.close();
    }
  }

  /** Open what is kept; null when these words do not open it. */
  async open(secret: Uint8Array): Promise<Record<string, string> | null> {
    const base = await open(false);
    try {
      const sealed: unknown = await asked(base.transaction(STORE).objectStore(STORE).get(KEY));
      if (!(sealed instanceof Uint8Array)) return null;
      const value: unknown = JSON.parse(fromUtf8(await unseal(sealed, this.derive(secret).replySeed)).trimEnd());
      return texts(value);
    } catch (error) {
      if (error instanceof EnvelopeError) return null;
      throw error;
    } finally {
      base.close();
    }
  }

  /** Remove it, and the base it lay in. */
  async drop(): Promise<void> {
    await new Promise<void>((resolve) => {
      const request = indexedDB.deleteDatabase(BASE);
      request.onsuccess = request.onerror = request.onblocked = () => { resolve(); };
    });
  }
}

/** The length of a draft would tell how much was written; spaces behind JSON change nothing in it. */
function padded(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(Math.ceil((data.length + 1) / 16384) * 16384).fill(0x20);
  whole.set(data);
  return whole;
}

function texts(value: unknown): Record<string, string> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value as Record<string, unknown>) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function open(make: boolean): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(BASE, 1);
    request.onupgradeneeded = () => {
      if (make) request.result.createObjectStore(STORE);
      else request.transaction?.abort();
    };
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(new Error("nothing can be kept here")); };
  });
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(new Error("nothing can be read here")); };
  });

const finished = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => { resolve(); };
    transaction.onerror = transaction.onabort = () => { reject(new Error("nothing can be kept here")); };
  });
