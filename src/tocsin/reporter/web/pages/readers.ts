/** Who reads what is told: decided here from the page's own table, said, and held to. */
import type { Answers } from "./answers.js";
import { table } from "./parts.js";
import { lineage, placeOf, type Routes } from "./routes.js";

export class Readers {
  private readonly routes = table("routes") as Routes | null;
  /** Who was said to read, among the readings of the page. */
  private place = 0;

  constructor(private readonly answers: Answers) {}

  /** The desk that was said to read: what is sent goes there, however long sending takes. */
  get desk(): string {
    return this.routes?.readings[this.place]?.desk ?? this.answers.desk;
  }

  /** The area that was told and all above it, nearest first. */
  get here(): string[] {
    return lineage(this.routes?.areas ?? {}, this.answers.area);
  }

  /** Decide who reads, and say it. */
  decide(section: HTMLElement): void {
    const { concern, area } = this.answers;
    this.place = this.routes ? placeOf(this.routes, concern, area, new Date()) : 0;
    this.say(section);
  }

  /** Say in another place what was decided. */
  say(section: HTMLElement): void {
    for (const reading of section.querySelectorAll<HTMLElement>("[data-reading]")) reading.hidden = reading.dataset["reading"] !== String(this.place);
  }
}
