"""Names for the strings and numbers we pass around, so that the type checker can tell them apart."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

UserId = NewType("UserId", str)  # a Matrix id, `@somebody:server`, always compared whole
EventId = NewType("EventId", str)
MatrixRoomId = NewType("MatrixRoomId", str)  # opaque: room version 12 ids carry no server
DeviceId = NewType("DeviceId", str)
IdentityKey = NewType("IdentityKey", str)  # public master cross-signing key, unpadded base64

RoomId = NewType("RoomId", str)  # our own row, made before the room exists on the server
CaseId = NewType("CaseId", str)
CaseRef = NewType("CaseRef", str)  # `C-7F3K2`: random, without meaning
TaskId = NewType("TaskId", str)
OutboxId = NewType("OutboxId", str)
TaskNumber = NewType("TaskNumber", int)  # small, in one case
Handle = NewType("Handle", int)  # small, in the whole installation, for a task that was paged

AgencyId = NewType("AgencyId", str)
TaskForceId = NewType("TaskForceId", str)
JurisdictionId = NewType("JurisdictionId", str)
TemplateId = NewType("TemplateId", str)
RoleName = NewType("RoleName", str)  # a role of a template: `first_responder`
FieldName = NewType("FieldName", str)  # something coded that people set in a case: `rg`
StageName = NewType("StageName", str)  # of a lane: `recovery`
ContentHash = NewType("ContentHash", str)  # of an immutable directory, template or ladder snapshot

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What a reference may be read from. Older ones hold any of these."""
WORDLESS = "256789BCDFGHJKMNPQRSTVWXZ"
"""What is drawn: Crockford's alphabet without vowels and the digits that read as vowels, so that nothing is spelt."""
DIGITS = "0123456789"
CODEWORDS = (
    "AVOCET BITTERN BRAMBLING BUNTING CORNCRAKE CROSSBILL CURLEW DOTTEREL DUNLIN DUNNOCK EGRET FIELDFARE FIRECREST "
    "FULMAR GADWALL GANNET GARGANEY GODWIT GOLDCREST GOOSANDER GOSHAWK GREBE GUILLEMOT HERON HOOPOE JACKDAW KESTREL "
    "KITTIWAKE LAPWING LINNET NUTHATCH ORIOLE OSPREY OUZEL PETREL PINTAIL PIPIT PLOVER POCHARD PUFFIN REDSTART REDWING "
    "SANDERLING SISKIN SKYLARK STONECHAT TEAL TERN TURNSTONE WAXWING WHEATEAR WHIMBREL WHINCHAT WIGEON WRYNECK"
).split()
"""Birds that are nobody's name and say nothing about a case, in no slang that we know."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Chance as an argument: everything random that one turn may need, derived from one secret seed.

    The same label always draws the same value, so a decision stays a pure function of its arguments. A value
    that turns out to be taken (a unique constraint says so) is drawn again from a new seed.
    """

    seed: bytes
    now: datetime

    def _bytes(self, label: str, size: int) -> bytes:
        return hashlib.shake_256(self.seed + b"\0" + label.encode()).digest(size)

    def uuid(self, label: str) -> str:
        """A UUID of version 7 (RFC 9562): ordered by the turn's time, unguessable beyond it."""
        milliseconds = int(self.now.timestamp() * 1000) & ((1 << 48) - 1)
        rest = int.from_bytes(self._bytes(label, 10), "big")
        value = milliseconds << 80 | 0x7 << 76 | (rest >> 66 & 0xFFF) << 64 | 0b10 << 62 | rest & ((1 << 62) - 1)
        return str(UUID(int=value))

    def text(self, label: str, alphabet: str, length: int) -> str:
        """`length` characters of `alphabet`, each as likely as the others but for a bias below 2**-60."""
        number = int.from_bytes(self._bytes(label, 8 + length), "big")
        letters = []
        for _ in range(length):
            number, place = divmod(number, len(alphabet))
            letters.append(alphabet[place])
        return "".join(letters)

    def fraction(self, label: str) -> float:
        """At least 0 and less than 1."""
        return int.from_bytes(self._bytes("fraction:" + label, 6), "big") / (1 << 48)

    def reference(self) -> CaseRef:
        return CaseRef("C-" + self.text("reference", WORDLESS, 5))

    def codeword(self, label: str) -> str:
        return CODEWORDS[int.from_bytes(self._bytes("codeword:" + label, 8), "big") % len(CODEWORDS)]
