/** Passkeys: what the browser's authenticator signs, in the texts that the server and the opener read. */
import { base64, unbase64, utf8 } from "../../envelope/web/bytes.js";
import type { Json } from "../../envelope/web/canonical.js";
import type { Signer } from "./shift.js";

const LABEL = "tocsin/own-key/v1";
const SIGN_IN = 32; // bytes of a challenge of the sign-in library
const ES256 = -7; // the one algorithm that the opener reads
type Bytes = Uint8Array<ArrayBuffer>;

/** A passkey as supervisors propose it: the credential's id (base64url) and its public key (base64 of DER). */
export interface Made {
  credential: string;
  public: string;
}

/** No passkey can be made or used here; `code` names the sentence. */
export class Unfit extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** Write base64url without padding. */
export const base64url = (data: ArrayBuffer | Bytes): string =>
  base64(new Uint8Array(data)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const unbase64url = (text: string): Bytes => {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return unbase64(plain + "=".repeat((4 - (plain.length % 4)) % 4));
};

/**
 * Sign with a passkey as the opener reads it: an assertion whose challenge is a label and SHA-256 of the bytes.
 * `whose` hears whom the passkey says that it belongs to; nothing decides by it but which sentence is shown.
 */
export const signer = (whose: (handle: string) => void): Signer => async (bytes) => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const challenge = new Uint8Array([...utf8(LABEL), ...digest]);
  const { id, response } = await get({ challenge, userVerification: "required" });
  whose(new TextDecoder().decode(response.userHandle ?? new ArrayBuffer(0)));
  return {
    credential: id,
    authenticator_data: base64url(response.authenticatorData),
    client_data: base64url(response.clientDataJSON),
    signature: base64url(response.signature),
  };
};

interface Options {
  publicKey: Record<string, Json> & { challenge: string };
}

/** Answer the sign-in library's options with an assertion, in its JSON. */
export async function assert({ publicKey }: Options): Promise<Json> {
  const allowed = (publicKey["allowCredentials"] ?? []) as { id: string }[];
  const allowCredentials = allowed.map(({ id }) => ({ id: unbase64url(id), type: "public-key" as const }));
  const challenge = unbase64url(publicKey.challenge);
  // The web process names it: one that was taken over would have a touch for signing in sign a shift, or an approval.
  if (challenge.length !== SIGN_IN) throw new Unfit("failed");
  const rpId = publicKey["rpId"] as string;
  const got = await get({ challenge, rpId, allowCredentials, userVerification: "required" });
  return {
    id: got.id,
    rawId: got.id,
    type: "public-key",
    clientExtensionResults: {},
    response: {
      authenticatorData: base64url(got.response.authenticatorData),
      clientDataJSON: base64url(got.response.clientDataJSON),
      signature: base64url(got.response.signature),
      userHandle: got.response.userHandle ? base64url(got.response.userHandle) : null,
    },
  };
}

/** Make a passkey with the sign-in library's options: one credential for the sign-in and for the opener. */
export async function create({ publicKey }: Options): Promise<{ credential: Json; made: Made }> {
  const user = publicKey["user"] as { id: string; name: string; displayName: string };
  const known = (publicKey["excludeCredentials"] ?? []) as { id: string }[];
  const credential = await navigator.credentials.create({
    publicKey: {
      rp: publicKey["rp"] as unknown as PublicKeyCredentialRpEntity,
      challenge: unbase64url(publicKey.challenge),
      user: { ...user, id: unbase64url(user.id) },
      excludeCredentials: known.map(({ id }) => ({ id: unbase64url(id), type: "public-key" })),
      pubKeyCredParams: [{ type: "public-key", alg: ES256 }],
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      attestation: "none",
      extensions: { credProps: true },
    },
  });
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey");
  const response = credential.response as AuthenticatorAttestationResponse;
  const half = response.getPublicKey();
  if (!half || response.getPublicKeyAlgorithm() !== ES256) throw new Unfit("passkey-kind");
  return {
    made: { credential: credential.id, public: base64(new Uint8Array(half)) },
    credential: {
      id: credential.id,
      rawId: credential.id,
      type: "public-key",
      clientExtensionResults: { credProps: { rk: true } },
      response: {
        clientDataJSON: base64url(response.clientDataJSON),
        attestationObject: base64url(response.attestationObject),
      },
    },
  };
}

type Got = PublicKeyCredential & { response: AuthenticatorAssertionResponse };

async function get(publicKey: PublicKeyCredentialRequestOptions): Promise<Got> {
  if (!("PublicKeyCredential" in window)) throw new Unfit("no-passkeys");
  const got = await navigator.credentials.get({ publicKey });
  if (!(got instanceof PublicKeyCredential)) throw new Error("no passkey");
  return got as Got;
}
