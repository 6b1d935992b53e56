/**
 * Stands in for the NIST curves when the pages' scripts are built (`npm run build`). The age library knows recipients on
 * them, Tocsin's envelopes never have one, and they are a tenth of all that a cheap telephone would have to load. The
 * library looks at sizes and names while it is loaded; whatever would calculate with them fails.
 */
const absent = {
  lengths: { secretKey: 32, publicKey: 33, publicKeyUncompressed: 65, seed: 48 },
  Point: { Fn: {} },
  getSharedSecret: (): never => {
    throw new Error("these curves are not a part of this script");
  },
};

export const [p256, p384, p521] = [absent, absent, absent];
