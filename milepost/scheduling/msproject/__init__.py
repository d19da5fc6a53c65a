"""Microsoft Project's XML (the schema of 2007 and later): read into records, interpreted as a plan, written again.

Three layers. `records` mirror the file, value by value; `tables` say which element is which value and in what order the
schema wants them, so that reading and writing cannot drift apart; `plans` turns a file into the engine's plan and back.
What is read and not understood is never dropped in silence: it becomes a note.
"""
