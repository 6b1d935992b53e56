/**
 * What our libraries ask of an engine and Safari 14 does not have. Loaded before any of them: they ask while they
 * are being loaded, and one missing function would leave an old telephone without a script that it can run.
 */
const engine = Object as { hasOwn?: (object: object, key: PropertyKey) => boolean };
engine.hasOwn ??= (object, key) => Object.prototype.hasOwnProperty.call(object, key);

export {};
