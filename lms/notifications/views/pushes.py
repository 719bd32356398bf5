"""What a device shows of notices: their topic and no more, for anybody may look at a lock screen; and the
page behind it.

What does not belong here: telling the device (actions).
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from lms.core.addresses import with_addresses
from lms.notifications.actions import News, Reader, Word
from lms.notifications.rules import TOPIC_OF, TOPICS, is_urgent
from lms.notifications.views.letters import written
from lms.web.layout import product_name, site_address
from lms.web.locale import in_language, number, translated

NOTICES = "/notices"
LONGEST_PAGE = 500


def render_word(news: Sequence[News], reader: Reader) -> Word:
    """The word for a notice or a digest, in its reader's language."""
    with in_language(reader.locale):
        if len(news) > 1:
            line = _(
                "%(n)s pemberitahuan menunggu Anda di %(product)s.",
                n=number(len(news), 0),
                product=product_name(),
            )
            return Word(str(_("Ringkasan")), str(line), NOTICES)
        title = translated(TOPICS[TOPIC_OF[news[0].kind]].title)
        line = _("Ketuk untuk membacanya di %(product)s.", product=product_name())
        return Word(title, str(line), _page_of(news[0], reader))


def _page_of(one: News, reader: Reader) -> str:
    """The page that the letter about the same names last; the list of notices where there is none, and
    for what is urgent, whose letters may name a secret address."""
    if is_urgent(one.kind):
        return NOTICES
    _subject, text = written(one.kind, one.params, reader)
    site = site_address() + "/"
    pages = [
        "/" + piece.removeprefix(site)
        for piece, is_address in with_addresses(text)
        if is_address and piece.startswith(site)
    ]
    return pages[-1] if pages and len(pages[-1]) <= LONGEST_PAGE else NOTICES
