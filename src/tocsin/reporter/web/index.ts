/** Tocsin's envelope in the browser. The same formats as Python's `tocsin.envelope`, proved by the same vectors. */
export * from "./age.js";
export * from "./answers.js";
export * from "./errors.js";
export * from "./keys.js";
export * from "./post.js";
export * from "./receipt.js";
export * from "./report.js";
export * from "./slip.js";
