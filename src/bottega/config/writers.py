"""From the operator's settings to the writer: by rule, a chat server, or none at all."""

from bottega.config.home import BadSetting
from bottega.engines.writer.adapters.embedded import EmbeddedWriter
from bottega.engines.writer.adapters.openai_chat import ChatSettings, ChatWriter
from bottega.engines.writer.port import Writer


def writer_of(kind: str, *, url: str, key: str, model: str) -> Writer | None:
    """The writer that the settings name, not yet asked anything; None for "off".

    kind: embedded, openai or off. Raises BadSetting with what to set; the key is in no sentence.
    """
    if kind == "off":
        return None
    if kind == "embedded":
        return EmbeddedWriter()
    if kind != "openai":
        raise BadSetting(f"BOTTEGA_WRITER is “{kind[:40]}”; it can be embedded, openai or off.")
    if not url or not model:
        raise BadSetting(
            "BOTTEGA_WRITER=openai needs BOTTEGA_WRITER_URL, such as http://127.0.0.1:8000/v1, and "
            "BOTTEGA_WRITER_MODEL, the model's name there."
        )
    try:
        return ChatWriter(ChatSettings(url, model, key))
    except ValueError as cannot_work:
        raise BadSetting(f"BOTTEGA_WRITER_URL cannot work: {cannot_work}.") from cannot_work
