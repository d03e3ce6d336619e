"""The network round a customer: both ways, two steps far, the best customers first, no more."""

import pytest

from smallcrm.services.customers import save_customer
from smallcrm.services.orders import save_order
from smallcrm.services.records import CustomerRecord, OrderLineRecord, OrderRecord
from smallcrm.services.relation_network import Network, read_network
from smallcrm.services.relations import RelationRecord, save_relation
from smallcrm.storage.session import Session


def add(session: Session, name: str, bought: int = 0, **values: str) -> int:
    id = save_customer(session, CustomerRecord(name, **values))
    if bought:
        line = OrderLineRecord("x", bought)
        save_order(session, OrderRecord(id, "2026-01-02", lines=(line,)))
    return id


def sides(network: Network) -> dict[str, int]:
    return {node.name: node.side for node in network.nodes}


@pytest.fixture
def middle(session: Session) -> int:
    add(session, "Root")
    add(session, "Alder", referred_by="Root")
    middle = add(session, "Middle", referred_by="Alder")
    add(session, "Birch", 500, referred_by="Middle")
    add(session, "Cedar", referred_by="Birch")
    add(session, "Far", referred_by="Cedar")
    parent = add(session, "Group")
    save_relation(session, middle, RelationRecord("belongs_to", True, parent))
    return middle


def test_who_stands_before_and_after_within_two_steps(session: Session, middle: int) -> None:
    network = read_network(session, middle)
    assert network.nodes[0].id == middle
    assert sides(network) == {
        **{"Middle": 0, "Alder": -1, "Group": -1, "Root": -2},
        **{"Birch": 1, "Cedar": 2},
    }
    assert len(network.ties) == 5
    assert network.more == 0


def test_each_says_what_it_is_to_the_one_it_hangs_on(session: Session, middle: int) -> None:
    network = read_network(session, middle)
    said = {
        node.name: node.via.words(node.near)
        for node in network.nodes
        if node.via is not None and node.near is not None
    }
    assert said["Alder"] == "Referred by"
    assert said["Birch"] == "Referred"
    assert said["Group"] == "Belongs to"
    assert {node.name: node.bought for node in network.nodes}["Birch"] == 500


def test_a_crowd_is_cut_to_the_best_and_the_rest_counted(session: Session) -> None:
    middle = add(session, "Middle")
    for n in range(40):
        add(session, f"C{n}", bought=100 + n, referred_by="Middle")
    network = read_network(session, middle)
    assert len(network.nodes) == 30
    assert network.more == 11
    assert network.nodes[1].name == "C39"


def test_a_ring_ends(session: Session) -> None:
    first, second = add(session, "A"), add(session, "B")
    save_relation(session, first, RelationRecord("supplies", True, second))
    save_relation(session, second, RelationRecord("supplies", True, first))
    network = read_network(session, first)
    assert len(network.nodes) == 2
    assert len(network.ties) == 2


def test_somebody_alone_has_no_network(session: Session) -> None:
    network = read_network(session, add(session, "Alone"))
    assert (len(network.nodes), network.ties, network.more) == (1, (), 0)
