"""Django behind WSGI; the ASGI front runs it in threads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bottega.config.settings")

application = get_wsgi_application()
