"""The operations of the room `accounts`: accounts, who looks after them, figures, and what each installation names."""
