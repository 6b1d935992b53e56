/**
 * Stands in for the NIST curves and for scrypt when the pages' scripts are built (`npm run build`). The age library knows
 * recipients that need them, Tocsin's envelopes never have one, and they are a tenth of all that a cheap telephone would
 * have to load. The library looks at sizes and names while it is loaded; whatever would calculate with them fails.
 */
const fail = (): never => {
  throw new Error("this is not a part of the pages' scripts");
};
const absent = {
  lengths: { secretKey: 32, publicKey: 33, publicKeyUncompressed: 65, seed: 48 },
  Point: { Fn: {} },
  getSharedSecret: fail,
};

export const [p256, p384, p521] = [absent, absent, absent];
export const scrypt = fail;
