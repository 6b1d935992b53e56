"""Why a bundle is not taken: one name for each reason, each with a way out."""


class BundleRefused(Exception):
    """A bundle that is not taken; nothing of it was unpacked."""

    hint = "Take nothing of it. Ask the newsroom, over a way you know, for the bundle it laid out last."


class NotABundle(BundleRefused):
    """Not an archive, or not one as this version writes it: order, times, rights, bytes before, between or after."""

    hint = "Lay it out again with this version, and copy it without packing it anew."


class BadNewsroom(BundleRefused):
    """`newsroom.json` is not signed by this line's root, not of this format, or older than the one taken before."""

    hint = "Put the newsroom.json that the line's root signed last beside keys.json."


class UnknownSigner(BundleRefused):
    """No key that `newsroom.json` names signed it."""

    hint = "It is changed, or forged. Find out who brought it; take the bundle anew from the newsroom itself."


class SignerNotValid(BundleRefused):
    """The newsroom's key that signed it is not valid at this time."""

    hint = "Sign with the newsroom's present key, or have the root sign a newsroom.json that names this one for longer."


class BadManifest(BundleRefused):
    """What was signed is not a manifest as this version writes it."""

    hint = "Lay it out again with the newsroom's present version, or bring this machine to that version first."


class OtherLine(BundleRefused):
    """The bundle of another line."""

    hint = "Bring this line's own bundle."


class Rollback(BundleRefused):
    """A bundle that is not newer than the one taken last."""

    hint = "Somebody brought an old one: out of habit, or to bring back what was corrected. Bring the newest."


class OtherHistory(BundleRefused):
    """It follows on another bundle than the one taken last: two newsrooms sign, or one of them is not the newsroom."""

    hint = "Take nothing more until the newsroom has said which of both bundles of that number is its own."


class Expired(BundleRefused):
    """Its last day is past."""

    hint = "Bring the newest bundle; look at this machine's clock too."


class NotYet(BundleRefused):
    """It was made after this machine's present."""

    hint = "Look at this machine's clock, and at the newsroom's."


class RepeatedName(BundleRefused):
    """A name is in the archive twice."""


class ExtraName(BundleRefused):
    """The archive holds a file that the manifest does not name."""


class MissingName(BundleRefused):
    """The archive lacks a file that the manifest names."""


class BadPath(BundleRefused):
    """A path with other characters, longer or deeper than a bundle may have."""

    hint = "Name files of letters, digits and hyphens, at most six deep, and lay the bundle out again."


class CaseCollision(BundleRefused):
    """Two paths that some disks hold for one, since they differ in capitals alone."""

    hint = "Rename one of both, and lay the bundle out again."


class ForeignPlace(BundleRefused):
    """A path outside the newsroom's places: the reporting pages, keys and scripts are the root's alone."""

    hint = "Lay it out below a place that a bundle may write to (docs/bundle-format.md)."


class ForeignType(BundleRefused):
    """A kind of file that no bundle holds, or another than its ending says."""

    hint = "Pages, styles, pictures, feeds and PDF pass; scripts and drawings that can hold scripts do not."


class TooLarge(BundleRefused):
    """A file, the number of files, or all of them together exceed what a bundle may hold."""

    hint = "Make pictures smaller, or lay old pages out no more."


class WrongSize(BundleRefused):
    """A file is not as long as the manifest says."""


class ChangedFile(BundleRefused):
    """A file is not the one that was signed."""
