"""The store as a Django application."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Named once here, so that every table begins with store_."""

    name = "abusedesk.store"
    label = "store"
