"""The three sentences that may reach a device nobody vouches for, or a room that is not encrypted.

They carry no variable, so whoever reads them learns nothing about a case, a person or an agency.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.gateway import FixedText

FIXED_TEXTS: Final[Mapping[FixedText, str]] = MappingProxyType(
    {
        FixedText.DEVICE_NOT_CONFIRMED: (
            "This phone or computer is not confirmed as yours, so I cannot read or answer it. In your app: "
            "confirm your identity with your recovery key or another device. Urgent? Phone your lead."
        ),
        FixedText.KEYS_CHANGED: (
            "Your security keys changed. I send nothing more until your coordinator has confirmed you. "
            "Please phone them now. Until then others are told of your tasks."
        ),
        FixedText.NOT_ENCRYPTED: (
            "This chat is not encrypted, so I do not work here. Please start an encrypted direct chat with me."
        ),
    }
)
