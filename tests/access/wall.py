"""Who gets past each door. A URL without an entry here fails the test beside this file.

The cast: ada (admin), lena (lead), max (member), fiona (contributor), victor (viewer), and nobody (anonymous). Lena and
fiona are in one team; max is in none of hers, so fiona may see lena and not max.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from milepost.identity.public import RIGHTS_OF_ROLE, Right

ROLE_OF = {"ada": "admin", "lena": "lead", "max": "member", "fiona": "contributor", "victor": "viewer"}
CAST = ("nobody", *ROLE_OF)


@dataclass(frozen=True)
class Gate:
    """Those who get past; the others of the cast get `refused`, and nobody is sent to sign in (API: 401).

    To those in `hidden_from` there is no such thing: they get 404.
    """

    open_to: frozenset[str]
    refused: int = 403
    hidden_from: frozenset[str] = frozenset()


EVERYONE = Gate(frozenset(CAST))
SIGNED_IN = Gate(frozenset(ROLE_OF))
NOT_SIGNED_IN = Gate(frozenset({"nobody"}), refused=302)


def having(right: Right, refused: int = 403) -> Gate:
    """Those whose role has the right."""
    return Gate(frozenset(name for name, role in ROLE_OF.items() if right in RIGHTS_OF_ROLE[role]), refused)


def only(*names: str) -> Gate:
    """Those to whom the record is visible; for the others there is no such thing."""
    return Gate(frozenset(names), refused=404)


@dataclass(frozen=True)
class Entry:
    """One address: the gates of its reading and its writing, and the ids that it takes from the world of the test."""

    read: Gate | None = None
    write: Gate | None = None
    ids: Callable[[Any], Mapping[str, Any]] = field(default=lambda world: {})
    query: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    data_of: Callable[[Any], Mapping[str, Any]] | None = None


PEOPLE, TEAMS = having(Right.MANAGE_PEOPLE), having(Right.MANAGE_TEAMS)
OPERATORS = having(Right.MANAGE_JOBS)
ACCOUNTS = having(Right.MANAGE_ACCOUNTS)
WEBHOOKS = having(Right.MANAGE_WEBHOOKS)
IMPORTERS = having(Right.IMPORT)
WRITERS, LOG_READERS = having(Right.WRITE), having(Right.READ_AUDIT)
# Fiona, a contributor, is on no account's team.
SEES_ACCOUNT = only("ada", "lena", "max", "victor")
MAKES_ACCOUNTS = Gate(frozenset({"ada", "lena", "max"}))
ACCOUNT_WRITTEN = Gate(frozenset({"ada", "lena", "max"}), hidden_from=frozenset({"fiona"}))
OWN_SEGMENT = Gate(frozenset({"max"}), hidden_from=frozenset({"ada", "lena", "fiona"}))
OWN_MAIL = OWN_SEGMENT
RESET_LINK = {"uidb36": "1", "key": "no-such-key"}


def _of(name: str) -> Callable[[Any], Mapping[str, Any]]:
    """The id of one record of the world."""
    return lambda world: {"pk": getattr(world, name).pk}


def _view(world: Any) -> Mapping[str, Any]:
    return {"key": "people", "pk": world.view_of_max.pk}


def _history_of_max(world: Any) -> Mapping[str, Any]:
    return {"kind": "identity.user", "key": world.max.pk}


def _membership(world: Any) -> Mapping[str, Any]:
    return {"pk": world.team.pk, "membership_pk": world.membership.pk}


def _file_of_touchpoint(world: Any) -> Mapping[str, Any]:
    return {"pk": world.touchpoint.pk, "file_pk": world.file_of_touchpoint.pk}


def _place(world: Any) -> Mapping[str, Any]:
    return {"pk": world.contact.places.get().pk}


def _batch_of(project: Any) -> str:
    """The act that made the plan."""
    return str(project.plan_changes.earliest("pk").batch)


PAGES: dict[str, Entry] = {
    "account_change_password": Entry(read=SIGNED_IN, write=SIGNED_IN),
    "account_inactive": Entry(read=EVERYONE),
    "account_login": Entry(read=EVERYONE, write=EVERYONE),
    "account_logout": Entry(read=EVERYONE, write=EVERYONE),
    "account_reauthenticate": Entry(read=SIGNED_IN, write=SIGNED_IN),
    "account_reset_password": Entry(read=EVERYONE, write=EVERYONE),
    "account_reset_password_done": Entry(read=EVERYONE),
    "account_reset_password_from_key": Entry(read=EVERYONE, write=EVERYONE, ids=lambda world: RESET_LINK),
    "account_reset_password_from_key_done": Entry(read=EVERYONE),
    "account_set_password": Entry(read=SIGNED_IN, write=SIGNED_IN),
    "accounts:account-brief": Entry(read=SEES_ACCOUNT, ids=_of("account")),
    "accounts:account-detail": Entry(read=SEES_ACCOUNT, ids=_of("account")),
    "accounts:account-contact-add": Entry(write=ACCOUNT_WRITTEN, ids=_of("account"), data={"name": "Olaf Berg"}),
    "accounts:account-contacts": Entry(read=SEES_ACCOUNT, ids=_of("account")),
    "accounts:account-contacts-known": Entry(read=SEES_ACCOUNT, ids=_of("account")),
    "accounts:account-details": Entry(read=SEES_ACCOUNT, ids=_of("account")),
    "accounts:account-archive": Entry(read=SIGNED_IN),
    "accounts:account-change": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("account")),
    "accounts:account-new": Entry(read=MAKES_ACCOUNTS, write=MAKES_ACCOUNTS),
    "accounts:account-put-away": Entry(write=ACCOUNT_WRITTEN, ids=_of("account")),
    "accounts:account-restore": Entry(write=ACCOUNT_WRITTEN, ids=_of("account")),
    "accounts:account-stage": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("account")),
    "accounts:team-change": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("account")),
    "accounts:team-leave": Entry(
        write=ACCOUNT_WRITTEN, ids=lambda world: {"pk": world.account.pk, "member_pk": world.account.team.get().pk}
    ),
    "accounts:account-list": Entry(read=SIGNED_IN),
    "accounts:account-sentence": Entry(read=SEES_ACCOUNT, ids=_of("account")),
    "accounts:account-team": Entry(read=SEES_ACCOUNT, ids=_of("account")),
    "accounts:account-actions": Entry(read=SEES_ACCOUNT, ids=_of("account")),
    "accounts:account-log": Entry(write=ACCOUNT_WRITTEN, ids=_of("account")),
    "accounts:account-people": Entry(read=SEES_ACCOUNT, ids=_of("account")),
    "accounts:account-timeline": Entry(read=SEES_ACCOUNT, ids=_of("account")),
    "accounts:action-delete": Entry(write=ACCOUNT_WRITTEN, ids=_of("action_item")),
    "accounts:action-done": Entry(write=ACCOUNT_WRITTEN, ids=_of("action_item")),
    "accounts:action-edit": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("action_item")),
    "accounts:action-list": Entry(read=SIGNED_IN),
    "accounts:action-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("account")),
    "accounts:escalation-begin": Entry(read=WRITERS),
    "accounts:escalation-change": Entry(write=ACCOUNT_WRITTEN, ids=_of("escalation")),
    "accounts:escalation-close": Entry(write=ACCOUNT_WRITTEN, ids=_of("escalation")),
    "accounts:escalation-detail": Entry(read=SEES_ACCOUNT, ids=_of("escalation")),
    "accounts:escalation-list": Entry(read=SIGNED_IN),
    "accounts:escalation-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("account")),
    "accounts:escalation-reopen": Entry(write=ACCOUNT_WRITTEN, ids=_of("escalation")),
    "accounts:capture-address": Entry(read=WRITERS),
    "accounts:capture-address-renew": Entry(write=WRITERS),
    "accounts:mail-assign": Entry(
        write=OWN_MAIL, ids=_of("mail"), data_of=lambda world: {"account": world.account.pk, "remember": "1"}
    ),
    "accounts:mail-detail": Entry(read=OWN_MAIL, ids=_of("mail")),
    "accounts:mail-dismiss": Entry(write=OWN_MAIL, ids=_of("mail")),
    "accounts:mail-queue": Entry(read=WRITERS),
    "accounts:mail-reopen": Entry(write=OWN_MAIL, ids=_of("dismissed_mail")),
    "accounts:meeting-begin": Entry(read=WRITERS),
    "accounts:meeting-list": Entry(read=SIGNED_IN),
    "accounts:meeting-cancel": Entry(write=ACCOUNT_WRITTEN, ids=_of("meeting")),
    "accounts:meeting-hold": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("meeting")),
    "accounts:meeting-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("account")),
    "accounts:meeting-replan": Entry(write=ACCOUNT_WRITTEN, ids=_of("meeting")),
    "accounts:touchpoint-attach": Entry(write=ACCOUNT_WRITTEN, ids=_of("touchpoint")),
    "accounts:touchpoint-begin": Entry(read=WRITERS),
    "accounts:touchpoint-delete": Entry(write=ACCOUNT_WRITTEN, ids=_of("touchpoint")),
    "accounts:touchpoint-detach": Entry(write=ACCOUNT_WRITTEN, ids=_file_of_touchpoint),
    "accounts:touchpoint-detail": Entry(read=SEES_ACCOUNT, ids=_of("touchpoint")),
    "accounts:touchpoint-edit": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("touchpoint")),
    "accounts:touchpoint-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("account")),
    "accounts:touchpoint-pin": Entry(write=ACCOUNT_WRITTEN, ids=_of("touchpoint")),
    "accounts:touchpoint-restore": Entry(write=ACCOUNT_WRITTEN, ids=_of("account")),
    "accounts:duplicate-dismiss": Entry(
        write=ACCOUNTS, data_of=lambda world: {"kind": "account", "one": world.account.pk, "other": world.other.pk}
    ),
    "accounts:duplicate-list": Entry(read=ACCOUNTS),
    "accounts:duplicate-look": Entry(write=ACCOUNTS),
    "accounts:segment-change": Entry(read=OWN_SEGMENT, write=OWN_SEGMENT, ids=_of("segment")),
    "accounts:segment-delete": Entry(write=OWN_SEGMENT, ids=_of("segment")),
    "accounts:segment-detail": Entry(read=only("max"), ids=_of("segment")),
    "accounts:ticket-list": Entry(read=SIGNED_IN),
    "accounts:touchpoint-list": Entry(read=SIGNED_IN),
    "accounts:segment-list": Entry(read=SIGNED_IN),
    "accounts:segment-new": Entry(read=WRITERS, write=WRITERS),
    "accounts:segment-refresh": Entry(write=OWN_SEGMENT, ids=_of("segment")),
    # The world's segment is private: who may take segments over does not see it.
    "accounts:segment-take-over": Entry(
        write=Gate(frozenset(), hidden_from=frozenset({"ada", "lena"})), ids=_of("segment")
    ),
    "accounts:account-export": Entry(read=ACCOUNTS, ids=_of("account")),
    "accounts:contact-erase": Entry(read=ACCOUNTS, write=ACCOUNTS, ids=_of("contact")),
    "accounts:contact-export": Entry(read=ACCOUNTS, ids=_of("contact")),
    "accounts:contact-merge": Entry(read=ACCOUNTS, write=ACCOUNTS, ids=_of("contact")),
    "accounts:merge-new": Entry(read=ACCOUNTS, write=ACCOUNTS, ids=_of("account")),
    "accounts:merge-undo": Entry(write=ACCOUNTS, ids=_of("merge")),
    "accounts:erased-addresses": Entry(read=ACCOUNTS, write=ACCOUNTS),
    "accounts:field-archive": Entry(write=ACCOUNTS, ids=_of("field")),
    "accounts:field-edit": Entry(read=ACCOUNTS, write=ACCOUNTS, ids=_of("field")),
    "accounts:field-list": Entry(read=ACCOUNTS),
    "accounts:field-move": Entry(write=ACCOUNTS, ids=_of("field")),
    "accounts:field-new": Entry(read=ACCOUNTS, write=ACCOUNTS),
    "accounts:stage-new": Entry(read=ACCOUNTS, write=ACCOUNTS),
    "accounts:field-restore": Entry(write=ACCOUNTS, ids=_of("field")),
    "accounts:option-delete": Entry(write=ACCOUNTS, ids=_of("option")),
    "accounts:option-edit": Entry(read=ACCOUNTS, write=ACCOUNTS, ids=_of("option")),
    "accounts:option-list": Entry(read=ACCOUNTS),
    "accounts:option-move": Entry(write=ACCOUNTS, ids=_of("option")),
    "accounts:option-new": Entry(read=ACCOUNTS, write=ACCOUNTS, ids=lambda world: {"kind": "tier"}),
    "accounts:stage-default": Entry(write=ACCOUNTS, ids=_of("stage")),
    "accounts:stage-delete": Entry(write=ACCOUNTS, ids=_of("stage")),
    "accounts:stage-edit": Entry(read=ACCOUNTS, write=ACCOUNTS, ids=_of("stage")),
    "accounts:stage-list": Entry(read=ACCOUNTS),
    "accounts:stage-move": Entry(write=ACCOUNTS, ids=_of("stage")),
    "accounts:tag-delete": Entry(write=ACCOUNTS, ids=_of("tag")),
    "accounts:tag-edit": Entry(read=ACCOUNTS, write=ACCOUNTS, ids=_of("tag")),
    "accounts:tag-list": Entry(read=ACCOUNTS),
    "accounts:tag-merge": Entry(read=ACCOUNTS, write=ACCOUNTS, ids=_of("tag")),
    "accounts:contact-accounts": Entry(read=SIGNED_IN),
    "accounts:contact-act": Entry(write=ACCOUNT_WRITTEN, ids=_of("contact"), data={"act": "unsubscribe"}),
    "accounts:contact-addresses": Entry(write=ACCOUNT_WRITTEN, ids=_of("contact")),
    "accounts:contact-archive": Entry(read=SIGNED_IN),
    "accounts:contact-boss": Entry(write=ACCOUNT_WRITTEN, ids=_of("contact")),
    "accounts:contact-detail": Entry(read=SEES_ACCOUNT, ids=_of("contact")),
    "accounts:contact-list": Entry(read=SIGNED_IN),
    "accounts:contact-new": Entry(read=WRITERS, write=WRITERS),
    "accounts:contact-place": Entry(write=ACCOUNT_WRITTEN, ids=_of("contact")),
    "accounts:place-change": Entry(write=ACCOUNT_WRITTEN, ids=_place, data={"stance": "sponsor"}),
    "accounts:place-remove": Entry(write=ACCOUNT_WRITTEN, ids=_place),
    "lists:bulk": Entry(
        read=PEOPLE,
        write=PEOPLE,
        ids=lambda world: {"key": "people", "action_key": "set-role"},
        query="?id=1",
        data={"value": "no-role"},
    ),
    "lists:bulk-progress": Entry(read=only("max"), ids=lambda world: {"key": "people", "work_id": world.work.pk}),
    "lists:bulk-undo": Entry(write=only("lena"), ids=lambda world: {"key": "people", "work_id": world.bulk.pk}),
    "lists:cell-edit": Entry(
        read=PEOPLE,
        write=PEOPLE,
        ids=lambda world: {"key": "people", "pk": world.max.pk, "field_key": "title"},
        data={"value": "CSM", "version": "1"},
    ),
    "lists:export": Entry(read=having(Right.EXPORT), ids=lambda world: {"key": "people", "kind": "csv"}),
    "lists:filter-form": Entry(read=PEOPLE, ids=lambda world: {"key": "tokens", "field_key": "person"}),
    "lists:filter-options": Entry(read=SIGNED_IN, ids=lambda world: {"key": "people", "field_key": "teams"}),
    "lists:record-field": Entry(
        read=only("ada", "lena", "max", "victor"),
        write=PEOPLE,
        ids=lambda world: {"key": "people", "pk": world.max.pk, "field_key": "title"},
        data={"value": "CSM", "version": "1"},
    ),
    "lists:list": Entry(read=having(Right.READ_AUDIT), ids=lambda world: {"key": "audit"}),
    "lists:row": Entry(
        read=only("ada", "lena", "max", "victor"), ids=lambda world: {"key": "people", "pk": world.max.pk}
    ),
    "lists:view-default": Entry(write=only("max"), ids=_view),
    "lists:view-edit": Entry(read=only("max"), write=only("max"), ids=_view),
    "lists:view-new": Entry(read=SIGNED_IN, write=SIGNED_IN, ids=lambda world: {"key": "people"}),
    "lists:view-update": Entry(write=only("max"), ids=_view),
    "mfa_activate_totp": Entry(read=SIGNED_IN, write=SIGNED_IN),
    "mfa_authenticate": Entry(read=EVERYONE, write=EVERYONE),  # leads away whoever is not half signed in
    "mfa_deactivate_totp": Entry(read=only(), write=only()),  # nobody in the cast has a second factor
    "mfa_download_recovery_codes": Entry(read=only()),
    "mfa_generate_recovery_codes": Entry(read=SIGNED_IN, write=SIGNED_IN),
    "mfa_index": Entry(read=SIGNED_IN),
    "mfa_reauthenticate": Entry(read=SIGNED_IN, write=SIGNED_IN),
    "mfa_view_recovery_codes": Entry(read=only()),
    "openid_connect_callback": Entry(read=EVERYONE, ids=lambda world: {"provider_id": "sso"}),
    "openid_connect_login": Entry(read=EVERYONE, ids=lambda world: {"provider_id": "sso"}),
    "socialaccount_login_cancelled": Entry(read=EVERYONE),
    "integrations:feed-act": Entry(write=IMPORTERS, ids=_of("feed"), data={"act": "none"}),
    "integrations:feed-answer": Entry(write=IMPORTERS, ids=_of("feed")),
    "integrations:feed-delete": Entry(write=IMPORTERS, ids=_of("feed")),
    "integrations:feed-detail": Entry(read=IMPORTERS, ids=_of("feed")),
    "integrations:feed-edit": Entry(read=IMPORTERS, write=IMPORTERS, ids=_of("feed")),
    "integrations:feed-list": Entry(read=IMPORTERS),
    "integrations:feed-new": Entry(read=IMPORTERS, write=IMPORTERS),
    "integrations:import-act": Entry(write=IMPORTERS, ids=_of("import_"), data={"act": "none"}),
    "integrations:import-detail": Entry(read=IMPORTERS, ids=_of("import_")),
    "integrations:import-list": Entry(read=IMPORTERS),
    "integrations:import-new": Entry(read=IMPORTERS, write=IMPORTERS),
    "integrations:import-refusals": Entry(read=IMPORTERS, ids=_of("import_")),
    "integrations:import-setup": Entry(write=IMPORTERS, ids=_of("import_"), data={"step": "none"}),
    "integrations:mailbox": Entry(read=OPERATORS),
    "integrations:mailbox-poll": Entry(write=OPERATORS),
    "integrations:webhook-delete": Entry(write=WEBHOOKS, ids=_of("webhook")),
    "integrations:webhook-detail": Entry(read=WEBHOOKS, ids=_of("webhook")),
    "integrations:webhook-edit": Entry(read=WEBHOOKS, write=WEBHOOKS, ids=_of("webhook")),
    "integrations:webhook-list": Entry(read=WEBHOOKS),
    "integrations:webhook-message": Entry(read=WEBHOOKS, ids=_of("webhook_message")),
    "integrations:webhook-message-again": Entry(write=WEBHOOKS, ids=_of("webhook_message")),
    "integrations:webhook-new": Entry(read=WEBHOOKS, write=WEBHOOKS),
    "integrations:webhook-secret": Entry(write=WEBHOOKS, ids=_of("webhook")),
    "integrations:webhook-switch": Entry(write=WEBHOOKS, ids=_of("webhook")),
    "integrations:webhook-test": Entry(write=WEBHOOKS, ids=_of("webhook")),
    "web:audit-list": Entry(read=having(Right.READ_AUDIT)),
    "web:invitation-accept": Entry(
        read=EVERYONE, write=EVERYONE, ids=lambda world: {"secret": world.invitation_secret}
    ),
    "web:invitation-list": Entry(read=PEOPLE),
    "web:invitation-new": Entry(read=PEOPLE, write=PEOPLE),
    "web:invitation-resend": Entry(write=PEOPLE, ids=_of("invitation")),
    "web:invitation-revoke": Entry(write=PEOPLE, ids=_of("invitation")),
    "web:job-discard": Entry(write=OPERATORS, ids=lambda world: {"job_id": world.failed_job.job_id}),
    "web:job-list": Entry(read=OPERATORS),
    "web:job-retry": Entry(write=OPERATORS, ids=lambda world: {"job_id": world.failed_job.job_id}),
    "web:job-retry-all": Entry(write=OPERATORS),
    "web:job-list-all": Entry(read=having(Right.MANAGE_JOBS)),
    "web:notification-list": Entry(read=SIGNED_IN),
    "web:notification-open": Entry(write=only("max"), ids=_of("notice_to_max")),
    "web:notification-read-all": Entry(write=SIGNED_IN),
    "web:audit-entry": Entry(read=LOG_READERS, ids=_of("audit_entry")),
    "web:file-delete": Entry(write=only("max"), ids=_of("file_of_max")),
    "web:file-download": Entry(read=only("max"), ids=_of("file_of_max")),
    "web:file-list": Entry(read=SIGNED_IN),
    "web:file-upload": Entry(write=WRITERS),
    "web:record-history": Entry(read=only("ada", "max"), ids=_history_of_max),
    "web:palette": Entry(read=SIGNED_IN),
    "web:person-activate": Entry(write=PEOPLE, ids=_of("max")),
    "web:person-change": Entry(write=PEOPLE, ids=_of("max")),
    "web:person-deactivate": Entry(write=PEOPLE, ids=_of("max")),
    "web:person-detail": Entry(read=only("ada", "lena", "max", "victor"), ids=_of("max")),
    "web:person-drop-second-factor": Entry(write=PEOPLE, ids=_of("max")),
    "web:person-list": Entry(read=SIGNED_IN),
    "web:person-sign-out": Entry(write=PEOPLE, ids=_of("max")),
    "web:preferences": Entry(read=SIGNED_IN, write=SIGNED_IN),
    "web:profile": Entry(read=SIGNED_IN, write=SIGNED_IN),
    "web:search": Entry(read=SIGNED_IN, query="?q=lena"),
    "web:security": Entry(read=SIGNED_IN),
    "web:session-end": Entry(write=only("max"), ids=_of("session_of_max")),
    "web:session-end-others": Entry(write=SIGNED_IN),
    "web:settings": Entry(read=SIGNED_IN),
    "web:team-change": Entry(write=TEAMS, ids=_of("team")),
    "web:team-delete": Entry(write=TEAMS, ids=_of("team")),
    "web:team-detail": Entry(read=SIGNED_IN, ids=_of("team")),
    "web:team-list": Entry(read=SIGNED_IN),
    "web:team-member-add": Entry(write=TEAMS, ids=_of("team")),
    "web:team-member-lead": Entry(write=TEAMS, ids=_membership),
    "web:team-member-remove": Entry(write=TEAMS, ids=_membership),
    "web:team-new": Entry(read=TEAMS, write=TEAMS),
    "web:today": Entry(read=SIGNED_IN),
    "web:today-mark": Entry(write=SIGNED_IN, data={"key": "renewal:1:2027-01-01", "act": "done"}),
    "web:token-list": Entry(read=SIGNED_IN, write=SIGNED_IN),
    "web:token-list-all": Entry(read=PEOPLE),
    "web:token-revoke": Entry(write=only("max"), ids=_of("token_of_max")),
    "web:work-cancel": Entry(write=only("max"), ids=lambda world: {"work_id": world.work.pk}),
    "web:work-detail": Entry(read=only("max"), ids=lambda world: {"work_id": world.work.pk}),
    "web:work-tray": Entry(read=SIGNED_IN),
    "projects:account-projects": Entry(read=SEES_ACCOUNT, ids=_of("account")),
    "projects:baseline-compare": Entry(read=SEES_ACCOUNT, ids=_of("project")),
    "projects:baseline-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("project")),
    "projects:change-detail": Entry(read=SEES_ACCOUNT, ids=_of("plan_change")),
    "projects:change-explain": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("plan_change")),
    "projects:member-add": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("project")),
    "projects:member-change": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("member")),
    "projects:member-off": Entry(write=ACCOUNT_WRITTEN, ids=_of("member")),
    "projects:plan-change": Entry(
        write=ACCOUNT_WRITTEN,
        ids=_of("project"),
        data={"edits": '[{"edit": "new-task", "key": "a", "values": {"title": "A"}}]'},
    ),
    "projects:plan-export": Entry(read=SEES_ACCOUNT, ids=_of("project")),
    "projects:plan-import": Entry(read=MAKES_ACCOUNTS, write=MAKES_ACCOUNTS),
    "projects:plan-data": Entry(read=SEES_ACCOUNT, ids=_of("project")),
    "projects:plan-undo": Entry(
        write=ACCOUNT_WRITTEN, ids=_of("project"), data_of=lambda world: {"batch": _batch_of(world.project)}
    ),
    "projects:project-change": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("project")),
    "projects:project-detail": Entry(read=SEES_ACCOUNT, ids=_of("project")),
    "projects:project-forecast": Entry(read=SEES_ACCOUNT, ids=_of("project")),
    "projects:project-head": Entry(read=SEES_ACCOUNT, ids=_of("project")),
    "projects:project-history": Entry(read=SEES_ACCOUNT, ids=_of("project")),
    "projects:project-list": Entry(read=SIGNED_IN),
    "projects:project-new": Entry(read=MAKES_ACCOUNTS, write=MAKES_ACCOUNTS),
    "projects:project-people": Entry(read=SEES_ACCOUNT, ids=_of("project")),
    "projects:project-report": Entry(read=SEES_ACCOUNT, ids=_of("project")),
    "projects:task-change": Entry(
        write=ACCOUNT_WRITTEN,
        ids=_of("task"),
        data={"act": "party", "party-letter": "R", "party-role": "Tester", "party-side": "ours"},
    ),
    "projects:task-detail": Entry(read=SEES_ACCOUNT, ids=_of("task")),
    "projects:task-list": Entry(read=SIGNED_IN),
    "projects:task-nudge": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=_of("task")),
}
