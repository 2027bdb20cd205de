"""
Sets Django up when the store is imported, since its models cannot be loaded before.

A face that brings settings of its own (the web desk) has set Django up already and is left alone.
"""

from importlib import import_module

import django
from django.conf import settings

if not settings.configured:
    _ours = vars(import_module("abusedesk.store.settings"))
    settings.configure(**{name: value for name, value in _ours.items() if name.isupper()})
    django.setup()
