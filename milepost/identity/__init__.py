"""People who work here: users, teams, roles and rights, invitations, API tokens, preferences, notifications.

Owns `User`, `Team`, `TeamMembership`, `Invitation`, `ApiToken` and `Notification`. It never holds the customer's
people: contacts are another room's.
"""
