"""Whether a message is meant for the bot: what people say to each other is looked at in memory and never kept."""

from bot.gateway import FileSent, Message
from bot.service.hearing import PLACES
from bot.service.known import Known
from commands.spec import Place
from commands.words import read
from workflows.values.ids import UserId
from workflows.values.notices.base import Refused

TEMPLATE_FILES = (".yaml", ".yml")


class Addressed:
    """Knows the names of the bot, and whom it has asked something."""

    def __init__(self, known: Known, bot_user: UserId, bot_name: str) -> None:
        self._known, self._bot_user, self._bot_name = known, bot_user, bot_name

    def to_us(self, message: Message) -> bool:
        """In a direct chat, and in a room that is not known yet, everything is; elsewhere a command or an answer."""
        room = self._known.room_of(message.room)
        place = PLACES.get(room.kind) if room else None
        if message.file is not None:
            return self._is_template(message.file, message.sender, place)
        if room is None or place is None or place is Place.CHAT:
            return True
        if self._known.dialogue(message.sender, room.id) is not None:
            return True
        try:
            return read(message.body, self._bot_user, self._bot_name, place) is not None
        except Refused:
            return True

    def _is_template(self, file: FileSent, sender: UserId, place: Place | None) -> bool:
        """What people send each other is theirs; a template is looked at where an administrator sends it to us."""
        named = file.name.casefold().endswith(TEMPLATE_FILES)
        return named and place in (Place.ADMINS, Place.CHAT) and self._known.directory.is_administrator(sender)
