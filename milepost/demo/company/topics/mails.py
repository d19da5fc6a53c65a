"""Mails that Halden's people sent to their capture addresses: of customers, and of people whom no account knows yet."""

# Subject and text of mails between a customer and whoever looks after them; the second ones are ours.
FROM_CUSTOMERS = (
    (
        "Re: Offline mode on the new tablets",
        "Hello {ours},\n\nthe tablets arrived and the first crew works offline since yesterday. Two of them lose the checklist photos when they come back online. Is that known?\n\nBest,\n{theirs}\n\n> On Tuesday we talked about rolling out to the second site.\n> Shall we wait for the photos?",
    ),
    (
        "Numbers for our steering committee",
        "Hi {ours},\n\nI present to our board on the 14th. Could you send me how many work orders we closed in Halden Works this quarter, by site? A table is enough.\n\nThank you\n{theirs}",
    ),
    (
        "New people on our side",
        "Dear {ours},\n\nfrom next month two planners join my team. They need seats and an hour of training each. What is the best way?\n\n{theirs}",
    ),
)
FROM_US = (
    (
        "Our notes of today",
        "Hello {theirs},\n\nas agreed:\n\n- we send the template for the asset import by Friday\n- you name the two people who will own it\n- we meet again in a fortnight\n\nBest regards\n{ours}",
    ),
    (
        "Release notes, and what they mean for you",
        "Hello {theirs},\n\nthe new planner is out. For your sites it means fewer clicks when a technician is ill: the open orders of the day can be moved at once.\n\n{ours}",
    ),
)
# Name, address, subject and text of people whom nobody knows yet.
STRANGERS = (
    (
        "Ines Kowalczyk",
        "ines.kowalczyk@brightwater-consulting.example",
        "Introduction: we run the audit for your customer",
        "Hello,\n\nwe have been asked to review how maintenance data is kept. Whom may we talk to about exports?\n\nInes Kowalczyk\nBrightwater Consulting",
    ),
    (
        "Tariq Aziz",
        "t.aziz@gmail.com",
        "Question about the pilot",
        "Hi,\n\nI write from my private address, as my company one is not set up yet. When does the pilot begin?\n\nTariq",
    ),
    (
        "Bea Simmons",
        "bea.simmons@harbour-lift.example",
        "Fwd: invoice",
        "Please see below.\n\n> From: {their_address}\n> Could somebody resend the invoice of last month?",
    ),
)
INVITATION = ("Rollout of the second site", "Agenda: what went well at the first site, who trains the crews, dates.")
