"""What tests of this room and of those above it share."""

# Texts that a spreadsheet would take for a formula.
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20a",
    "=cmd|' /C calc'!A0",
]
