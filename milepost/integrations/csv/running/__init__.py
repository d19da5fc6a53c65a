"""An import on its way: checked, written batch by batch with a journal, and taken back."""
