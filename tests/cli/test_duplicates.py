"""`duplicates`: likely pairs with their reasons."""

from tests.cli.conftest import Run


def test_likely_pairs_are_listed(cli: Run) -> None:
    assert cli("duplicates").out == "No customers look like duplicates.\n"
    for name in ("Alder Works", "Alder Works Ltd.", "Birch"):
        cli("add", "customer", "--name", name, "--mobile", "13800001111")
    said = cli("duplicates").out.splitlines()
    assert said[0].startswith("96%  Alder Works (1), Alder Works Ltd. (2)")
    assert said[0].endswith("same name · phone 138 0000 1111")
    assert said[-1] == "3 likely duplicates"
    answer = cli("duplicates", "--json", "--limit", "1").json
    assert answer["total"] == 3
    (group,) = answer["groups"]
    assert (group["ids"], group["score"]) == ([1, 2], 0.96)
