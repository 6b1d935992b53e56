/** What this browser keeps between pages: keys that cannot be copied out, and the shift; never a word of a report. */
const NAME = "tocsin-desk";
const STORE = "kept";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onsuccess = () => { resolve(opening.result); };
    opening.onerror = () => { reject(opening.error ?? new Error("IndexedDB")); };
  });
}

async function act<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const asked = work(database.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => { resolve(asked.result as T); };
      asked.onerror = () => { reject(asked.error ?? new Error("IndexedDB")); };
    });
  } finally {
    database.close();
  }
}

/** Keep a value under a name. */
export const keep = (name: string, value: unknown): Promise<void> => act("readwrite", (s) => s.put(value, name));

/** Return what is kept under a name, or nothing. */
export const kept = <T>(name: string): Promise<T | undefined> => act("readonly", (s) => s.get(name));

/** Forget it. */
export const forget = (name: string): Promise<void> => act("readwrite", (s) => s.delete(name));
