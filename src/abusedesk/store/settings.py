"""What Django needs to know to be the store; databases are added when a Store is opened."""

INSTALLED_APPS = ["abusedesk.store.apps.StoreConfig"]
DATABASES: dict[str, dict[str, object]] = {}
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
