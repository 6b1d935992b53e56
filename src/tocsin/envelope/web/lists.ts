/** The BIP-39 word lists, each a chunk of its own: a page loads the one it shows words in, and all only where words are typed. */

export type WordList = readonly string[];
export type WordLists = Readonly<Record<string, WordList>>;

const loaders: Record<string, () => Promise<WordList>> = {
  en: async () => (await import("./english.js")).wordlist,
  fr: async () => (await import("@scure/bip39/wordlists/french.js")).wordlist,
  es: async () => (await import("@scure/bip39/wordlists/spanish.js")).wordlist,
  "zh-Hans": async () => (await import("./simplified-chinese.js")).wordlist,
};

/** The list of a language, or null where it has none: then the numbers serve. */
export const loadList = async (language: string): Promise<WordList | null> => (await loaders[language]?.()) ?? null;

/** Every list, to read words in whatever language they were shown. */
export async function loadLists(): Promise<WordLists> {
  const entries = Object.entries(loaders).map(async ([language, load]) => [language, await load()] as const);
  return Object.fromEntries(await Promise.all(entries));
}
