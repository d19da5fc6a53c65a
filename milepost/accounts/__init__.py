"""The customers: accounts and their people, teams, facts and history.

Owns everything that is known of an account itself (names, stage, team with dates, custom fields, facts with their
as-of), of its contacts, and what happened between both sides (touchpoints, meetings, escalations, tickets, agreed
actions) as one timeline; segments, merges and erasures. It computes no usage, health or money: upper rooms push these
as facts.
"""
