"""The relations of a customer as a picture: who brought whom, belongs to or supplies whom."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _, ngettext
from smallcrm.core.money import compact_money
from smallcrm.services.relation_network import Network, Node
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.network import Box, Link, NetworkView
from smallcrm.ui.widgets.panels import ScrollColumn

_LEAST = 3  # two boxes say no more than a row does
# Who brought whom stands out; the other kinds are told apart without colour too.
_LINES = {
    "referred": ("ok", False),
    "belongs_to": ("accent", False),
    "supplies": ("warn", True),
    "other": ("faint", True),
}


class NetworkPanel(QWidget):
    """Draws a network where there is one to see; `chosen` tells the id of a customer."""

    chosen = Signal(int)

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._network: Network | None = None
        self.view = NetworkView()
        self.view.setAccessibleName(_("Network of relations"))
        self.view.chosen.connect(self.chosen)
        self.view.fitted.connect(self._say_rest)
        self.rest = Label("", "small", "muted", wrap=True)
        self.larger = Button(_("Show larger"), "network", "link", on_click=self._show_larger)
        self._foot = QWidget()
        self._foot.setLayout(hbox(self.rest, None, self.larger))
        self.setLayout(vbox(self.view, self._foot, spacing=6, margins=(0, 4, 0, 8)))
        self.hide()

    def show_network(self, network: Network) -> None:
        """Draw it."""
        self._network = network
        links = [Link(tie.first, tie.second, *_LINES[tie.kind]) for tie in network.ties]
        names = {node.id: node.name for node in network.nodes}
        self.view.show_network([self._box(node, names) for node in network.nodes], links)
        self._say_rest()
        self.setVisible(len(network.nodes) >= _LEAST)

    def _box(self, node: Node, names: dict[int, str]) -> Box:
        money = compact_money(node.bought, self._language) if node.bought else ""
        bought = _("bought %(amount)s") % {"amount": money} if money else ""
        if node.via is None or node.near is None:
            return Box(node.id, 0, node.short, bought, _said(node.name, "", bought))
        words = node.via.words(node.near)
        second = " · ".join(part for part in (words, money) if part)
        tied = _("%(relation)s, seen from %(name)s") % {
            "relation": words,
            "name": names[node.near],
        }
        said = _said(node.name, tied, bought)
        return Box(node.id, node.side, node.short, second, said, node.near)

    def _say_rest(self) -> None:
        n = (self._network.more if self._network else 0) + self.view.hidden_count
        text = ngettext("and %(n)d more further off", "and %(n)d more further off", n)
        self.rest.setText(text % {"n": n} if n else "")
        self.larger.setVisible(bool(self.view.hidden_count))
        self._foot.setVisible(bool(n))

    def _show_larger(self) -> None:
        """Draw it in a window of its own, where the outer columns have room."""
        if self._network is None:
            return
        dialog = NetworkDialog(self._network, self._language, self.window())
        dialog.panel.chosen.connect(self.chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class NetworkDialog(Dialog):
    """The same network with more room; a customer that is chosen is opened."""

    def __init__(self, network: Network, language: str, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Network of relations"), _("Close"), parent=parent, width=900,
            subtitle=network.nodes[0].name,
        )  # fmt: skip
        self.cancel.hide()
        self.panel = NetworkPanel(language)
        self.panel.chosen.connect(self.accept)
        self.box.addWidget(ScrollColumn(self.panel, None, margins=0), 1)
        self.panel.show_network(network)
        self.resize(theme().px(960), theme().px(560))


def _said(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
