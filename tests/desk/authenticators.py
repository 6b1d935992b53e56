"""Chromium's virtual authenticator: makes and uses passkeys as a computer of an officer does, without a finger."""

from playwright.sync_api import CDPSession, Page

OPTIONS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Authenticator:
    """One authenticator, in one page."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        self.id = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": OPTIONS})["authenticatorId"]

    def passkeys(self) -> list[dict[str, object]]:
        """Return what it keeps, to be copied."""
        kept = self._session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]
        return list(kept)

    def put(self, passkey: dict[str, object]) -> None:
        """Put a passkey in, as a copy or from another computer."""
        self._session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": passkey})

    def forget(self) -> None:
        """Lose all passkeys."""
        self._session.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})
