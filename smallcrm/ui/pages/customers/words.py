"""Words that several parts of the page say alike."""

from smallcrm.core.i18n import listed

__all__ = ["listed"]
