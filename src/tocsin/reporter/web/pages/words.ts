/** Words or numbers as a person types or pastes them; the lists are loaded only when words are typed. */
import { AmbiguousReceipt, BadReceipt } from "../../../envelope/web/errors.js";
import { loadLists } from "../../../envelope/web/lists.js";
import { parseReceipt } from "../../../envelope/web/receipt.js";

/** What is wrong with them, by the codes of `look/following.py: wrong_words`. */
export class WrongWords extends Error {
  override name = "WrongWords";
  constructor(
    readonly code: "places" | "checksum" | "count" | "ambiguous",
    /** Which ones no list knows, counted from 1. */
    readonly places: number[] = [],
  ) {
    super(code);
  }
}

/** Return the receipt's secret; `language` decides where the words stand in more than one list. */
export async function readWords(typed: string, language: string): Promise<Uint8Array> {
  const lists = /\p{L}/u.test(typed) ? await loadLists() : {};
  try {
    return parseReceipt(typed, lists, language === "" ? undefined : language);
  } catch (error) {
    if (error instanceof AmbiguousReceipt) throw new WrongWords("ambiguous");
    if (!(error instanceof BadReceipt)) throw error;
    if (error.positions.length > 0) throw new WrongWords("places", error.positions);
    throw new WrongWords(error.message.includes("checksum") ? "checksum" : "count");
  }
}
