import pickle

import pytest

from smallcrm.core.errors import Cancelled, StorageError, UserError


def test_message_and_advice_are_kept_apart_and_shown_together():
    error = UserError("The file cannot be read.", "Save it as .xlsx and try again.")
    assert (error.message, error.advice) == (
        "The file cannot be read.",
        "Save it as .xlsx and try again.",
    )
    assert str(error) == "The file cannot be read. Save it as .xlsx and try again."
    assert str(UserError("No such customer.")) == "No such customer."


def test_storage_error_is_a_user_error_with_a_kind():
    with pytest.raises(UserError) as caught:
        raise StorageError("The disk is full.", kind="full")
    assert isinstance(caught.value, StorageError)
    assert caught.value.kind == "full"


@pytest.mark.parametrize("error", [UserError("a", "b"), StorageError("a", "b", kind="damaged")])
def test_errors_survive_a_process_border(error):
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert (copy.message, copy.advice) == ("a", "b")
    assert vars(copy) == vars(error)


def test_cancelled_is_not_shown_to_the_user():
    assert not issubclass(Cancelled, UserError)
