"""`python -m bot identity`, show, prove, recover and reset: what an administrator does with the bot's own identity.

Each command takes what it needs, says what happened through `say`, and gives the exit code. `show` and `prove` work
beside a running bot; `recover` and `reset` need the data folder for themselves.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from bot.matrix.chain import fingerprint
from bot.matrix.identity import IdentityProblem, OwnDevice, Standing
from bot.matrix.identity import prove as prove_identity
from bot.matrix.identity import recover as recover_identity
from bot.matrix.identity import reset as reset_identity
from bot.matrix.keeping import IdentityFile, Sealed
from bot.matrix.wire import Wire
from workflows.values.ids import UserId

Say = Callable[[str], None]

WRONG_MASTER_KEY: Final = (
    "This master key is not the one that the database was made with. Restore both from one installation."
)

ADVICE: Final = {
    "unreachable": "The homeserver did not answer. Try again when it does.",
    "password-needed": "The homeserver wants the account's password for this.",
    "password-wrong": "The homeserver did not accept the password. Nothing was changed.",
    "recovery-needed": "The account has an identity that is not kept here."
    " Bring it back: python -m bot identity recover",
    "identity-replaced": "Somebody published another identity for this account. Find out who did before you go on: "
    "people's clients now take the bot for somebody else. To take the account back: python -m bot identity reset",
    "other-account": "The file in the data folder belongs to another account.",
    "sealed": "identity.sealed cannot be opened with this installation key. Restore both from the same backup.",
    "device-not-uploaded": "The bot's device has no keys on the homeserver yet. Start the bot once.",
    "device-differs": "The homeserver shows other keys for the bot's device than it has. Do not trust this server.",
    "not-taken": "The homeserver took the signature and does not show it. Try again, then ask its operator.",
    "approval-needed": "The owner of the account has to approve this in a browser.",
    "nothing-to-recover": "The account has no identity. The bot makes one when it starts.",
    "secrets-differ": "Secret storage belongs to another identity than the one that is published.",
    "mistyped": "That is not a recovery key: check each group of four.",
    "wrong-key": "This recovery key does not open the account's secret storage.",
    "no-storage": "The account has no secret storage.",
    "no-secret": "Secret storage does not hold the bot's keys.",
    "secret-damaged": "Secret storage holds something that cannot be read.",
}


def show(file: IdentityFile, say: Say) -> int:
    """Print the fingerprint and, once, the recovery key; it is erased here when it has been printed."""
    try:
        kept = file.load()
    except Sealed:
        return explain(IdentityProblem("sealed"), say)
    if kept is None or not kept.published:
        say("There is no identity yet. The bot makes one at its first start.")
        return 1
    say(f"Account      {kept.user}")
    say(f"Fingerprint  {fingerprint(kept.keys.identity)}")
    if kept.recovery is None:
        say("The recovery key was shown before and is no longer kept here.")
    elif not kept.stored:
        say(
            "The homeserver has not stored the keys yet, so the recovery key opens nothing."
            " Start the bot, then ask again."
        )
        return 1
    else:
        say(f"Recovery key {kept.recovery.shown()}")
        say("Write it down now and keep it away from this machine: it is not shown again.")
        file.save(replace(kept, recovery=None))
    return 0


async def prove(wire: Wire, user: UserId, typed: str, say: Say) -> int:
    """Say whether a recovery key still opens secret storage, and what is in it is published. Changes nothing."""
    try:
        identity = await prove_identity(wire, user, typed)
    except IdentityProblem as problem:
        return explain(problem, say)
    say(f"This recovery key brings back {fingerprint(identity)}")
    say("It is the identity that people know. Put the key back where it is kept.")
    return 0


async def recover(wire: Wire, device: OwnDevice, file: IdentityFile, typed: str, say: Say) -> int:
    """Bring the published identity back with the recovery key, and sign this device with it."""
    try:
        standing = await recover_identity(wire, device, file, typed)
    except IdentityProblem as problem:
        return explain(problem, say)
    say(f"Recovered. Fingerprint {fingerprint(standing.identity)}")
    say("People need to do nothing: it is the identity that they know.")
    return 0


async def reset(
    wire: Wire,
    device: OwnDevice,
    file: IdentityFile,
    say: Say,
    *,
    confirm: Callable[[str], bool],
    password: str | None = None,
    approve: Callable[[str], Awaitable[None]] | None = None,
) -> int:
    """Replace the identity, after asking twice. `approve` shows the address where a browser has to agree."""
    say(
        "A new identity makes the bot a stranger:"
        " the clients of all who verified it will warn, and may stop them from writing."
    )
    if not (confirm("Is the recovery key really lost?") and confirm("Replace the identity now?")):
        say("Nothing was changed.")
        return 1
    try:
        standing: Standing = await reset_identity(wire, device, file, password=password, approve=approve)
    except IdentityProblem as problem:
        return explain(problem, say)
    say(f"New fingerprint {fingerprint(standing.identity)}")
    say("Tell every coordinator. Then print the new recovery key: python -m bot identity show")
    return 0


def explain(problem: IdentityProblem, say: Say) -> int:
    """Say what is wrong and what to do about it. Returns the exit code."""
    say(ADVICE.get(problem.code, f"The homeserver refused: {problem.code}"))
    if problem.address:
        say(f"Approve it here, then try again: {problem.address}")
    return 1
