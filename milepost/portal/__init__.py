"""The customer's pages, and who may come to them.

Tables: a contact's access to one account's pages, the codes that were mailed and the sessions that were opened with
them. A visitor is a contact at one account; nothing here knows a password or a role of the staff. What a visitor sees
comes from the rooms below, through `visible_to_contact`; what they do are actions of those rooms. This room writes only
about access and visits.
"""
