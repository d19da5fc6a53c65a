"""What customers ask for beyond tickets: by kind, in their words, with what was answered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that is asked for. `answer` is what they were told in the end, `no` why it was not done."""

    kind: str
    title: str
    text: str
    answer: str
    no: str = ""


WANTED = (
    Wanted(
        "service",
        "Invoices to a new address",
        "Our accounts department moved. Please send invoices to the address below, with our order number on them.",
        "Done: the next invoice goes to the new address, with your order number.",
    ),
    Wanted(
        "service",
        "Twenty more readers until the audit",
        "The auditors come for three weeks and want to look at reports themselves. Can they have reading access?",
        "They can sign in since this morning. We take the access back on the day after the audit.",
    ),
    Wanted(
        "service",
        "Export of closed orders for our data lake",
        "Once a night, as CSV, closed orders of the day before. The folder is ready on our side.",
        "It runs since Tuesday. The description of the columns is in the attachment of the project.",
    ),
    Wanted(
        "wish",
        "Photos before and after on one page of the report",
        "Our safety people compare them by hand today. Side by side would spare an hour a week.",
        "It comes with the spring release. You can try it two weeks before.",
        "The report is made by a part that we replace next year; until then nothing is added to it.",
    ),
    Wanted(
        "wish",
        "Reminder before a certificate of a technician ends",
        "Two of our people worked on high voltage with a certificate that had ended.",
        "There is such a reminder since the last release; we showed your team lead where to switch it on.",
    ),
    Wanted(
        "question",
        "How long are deleted orders kept?",
        "Our data protection officer asks, and she wants it in writing.",
        "Thirty days, then they are gone from backups as well after another ninety. The letter is on its way.",
    ),
    Wanted(
        "question",
        "May our contractor use the field app?",
        "They have their own devices and come twice a year.",
        "Yes, by a guest seat. It costs nothing for four weeks a year.",
    ),
    Wanted(
        "complaint",
        "Third wrong import in a row",
        "The stock of {site} was wrong again on Monday. The shift stood still for an hour.",
        "We found two columns that were swapped, checked all sites by hand, and look at each import for the next month.",
    ),
    Wanted(
        "complaint",
        "Nobody calls back",
        "We left three messages since last week. Our go-live depends on it.",
        "You were right to complain. {owner} calls you every Tuesday at nine from now on.",
    ),
)
