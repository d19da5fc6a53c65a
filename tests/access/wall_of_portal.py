"""Who gets past the doors of the customer's portal."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.gates import AT_NORTHWIND, CONTACTS, EVERYONE, MONA, NO_LINK, NO_PAGE, VISITORS, Entry, of

PORTAL: dict[str, Entry] = {
    "portal:change": Entry(
        read=CONTACTS,
        write=CONTACTS,
        ids=of("shown_change"),
        data={"decision": "declined", "reason": "Later"},
        contacts=AT_NORTHWIND,
    ),
    "portal:day-withdraw": Entry(write=CONTACTS, ids=of("shown_day"), contacts=frozenset({"mona"})),
    "portal:delivery": Entry(
        read=CONTACTS, write=CONTACTS, ids=of("shown_delivery"), data={"decision": "accepted"}, contacts=AT_NORTHWIND
    ),
    "portal:file": Entry(read=CONTACTS, ids=of("shown_file"), contacts=AT_NORTHWIND),
    "portal:arrive": Entry(read=NO_LINK, write=NO_LINK),
    "portal:code": Entry(read=NO_LINK, write=NO_LINK, data={"code": "123456"}),
    "portal:device-end": Entry(write=CONTACTS, ids=lambda world: {"pk": world.phone_of_mona.pk}, contacts=MONA),
    "portal:devices": Entry(read=CONTACTS, contacts=VISITORS),
    "portal:home": Entry(read=CONTACTS, contacts=VISITORS),
    "portal:link": Entry(read=EVERYONE, ids=lambda world: {"token": "1-guessed"}),
    "portal:looks": Entry(read=EVERYONE),
    "portal:project": Entry(
        read=CONTACTS, ids=lambda world: {"pk": world.shown_task.project_id}, contacts=AT_NORTHWIND
    ),
    "portal:request": Entry(
        read=CONTACTS, write=CONTACTS, ids=of("own_request"), data={"text": "Soon?"}, contacts=frozenset({"mona"})
    ),
    "portal:request-new": Entry(
        read=CONTACTS, write=CONTACTS, data={"title": "A third plant", "kind": "service"}, contacts=VISITORS
    ),
    "portal:scope": Entry(
        read=CONTACTS,
        write=CONTACTS,
        ids=of("shown_proposal"),
        data_of=lambda world: {"decision": "agreed", "sha256": world.shown_proposal.scope.sha256},
        contacts=frozenset({"mona"}),
    ),
    "portal:step-tick": Entry(write=CONTACTS, ids=of("shown_step"), contacts=AT_NORTHWIND),
    "portal:task": Entry(read=CONTACTS, ids=of("shown_task"), contacts=AT_NORTHWIND),
    "portal:task-day": Entry(
        read=CONTACTS,
        write=CONTACTS,
        ids=of("shown_task"),
        data={"day": "2099-03-02"},
        contacts=AT_NORTHWIND,
    ),
    "portal:task-file": Entry(
        write=CONTACTS,
        ids=of("shown_task"),
        data_of=lambda _world: {"file": SimpleUploadedFile("a.txt", b"text")},
        contacts=AT_NORTHWIND,
    ),
    "portal:task-report": Entry(write=CONTACTS, ids=of("shown_task"), contacts=AT_NORTHWIND),
    "portal:task-say": Entry(write=CONTACTS, ids=of("shown_task"), data={"text": "Hello"}, contacts=AT_NORTHWIND),
    "portal:switch": Entry(write=CONTACTS, ids=lambda world: {"pk": world.accesses["mona"].pk}, contacts=MONA),
    "portal:unknown": Entry(read=NO_PAGE, write=NO_PAGE),
}
