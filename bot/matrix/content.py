"""A rendered message as the content of a Matrix event. Pure."""

from typing import Any, Final

from bot.gateway import Content

Json = dict[str, Any]

TXN: Final = "net.caseroom.txn"  # inside the ciphertext, so that our own message can be told from the history


def event_content(content: Content, txn: str) -> Json:
    """What is encrypted. `m.mentions` is always set, so that no client searches the words for names (MSC3952)."""
    words = _words(content)
    if content.replaces is not None:
        fallback = {**words, "body": f"* {content.body}", "m.mentions": {}}
        if content.html is not None:
            fallback["formatted_body"] = f"* {content.html}"
        relation: Json = {"rel_type": "m.replace", "event_id": content.replaces}
        return {**fallback, "m.new_content": words, "m.relates_to": relation, TXN: txn}
    if (relates := _answered(content)) is not None:
        words["m.relates_to"] = relates
    return {**words, TXN: txn}


def _words(content: Content) -> Json:
    words: Json = {
        "msgtype": content.kind.value,
        "body": content.body,
        "m.mentions": {"user_ids": list(content.mentions)} if content.mentions else {},
    }
    if content.html is not None:
        words |= {"format": "org.matrix.custom.html", "formatted_body": content.html}
    return words


def _answered(content: Content) -> Json | None:
    """The relation of an answer: in its thread, to one message, or none."""
    if content.thread is not None:
        return {
            "rel_type": "m.thread",
            "event_id": content.thread,
            "is_falling_back": content.reply_to is None,
            "m.in_reply_to": {"event_id": content.reply_to or content.thread},
        }
    return {"m.in_reply_to": {"event_id": content.reply_to}} if content.reply_to is not None else None
