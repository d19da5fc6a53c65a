"""What people talk about, in sentences with places to be filled: until go-live, every day, and with those who decide."""
