"""Moves the keys of contacts in sources of imports to where contacts are."""

from django.db import migrations

_FORWARDS = """
INSERT INTO accounts_contactkey (system, value, contact_id)
SELECT lower(source), "key", min(contact_id) FROM integrations_contactkey GROUP BY lower(source), "key"
"""
_BACKWARDS = """
INSERT INTO integrations_contactkey (source, "key", contact_id) SELECT system, value, contact_id FROM accounts_contactkey
"""


class Migration(migrations.Migration):
    dependencies = [("integrations", "0004_imports_without_feeds"), ("accounts", "0012_keys_of_contacts")]
    operations = [migrations.RunSQL(_FORWARDS, _BACKWARDS)]
