"""The Customers page: views at the left, the list in the middle, one customer at the right."""

from smallcrm.ui.pages.customers.page import CustomersPage

__all__ = ["CustomersPage"]
